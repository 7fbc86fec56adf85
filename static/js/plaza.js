/* Small comforts on plain pages; everything works without them. */
(function () {
  "use strict";
  var root = document.documentElement;

  function remembered(key) { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function remember(key, value) { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch (e) { /* private window */ } }

  // Outdoor mode belongs to the device, not to the person. Before the first paint.
  if (remembered("plaza.mode") === "outdoor") root.setAttribute("data-pz-mode", "outdoor");

  function showMode() {
    var on = root.getAttribute("data-pz-mode") === "outdoor";
    document.querySelectorAll("[data-outdoor]").forEach(function (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
    });
  }

  function release(button) { button.disabled = false; button.removeAttribute("aria-busy"); }

  function focusErrors(scope) {
    var summary = (scope || document).querySelector(".errors[tabindex]");
    if (summary) { summary.focus(); return true; }
    return false;
  }

  function unsent(show) {
    var line = document.getElementById("unsent");
    if (line) line.hidden = !show;
  }

  document.addEventListener("DOMContentLoaded", function () {
    showMode();
    focusErrors();
    document.querySelectorAll("[data-print]").forEach(function (button) { button.hidden = false; });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-outdoor]")) {
      var on = root.getAttribute("data-pz-mode") !== "outdoor";
      if (on) root.setAttribute("data-pz-mode", "outdoor"); else root.removeAttribute("data-pz-mode");
      remember("plaza.mode", on ? "outdoor" : "");
      showMode();
    }
    if (event.target.closest("[data-print]")) window.print();
    var all = event.target.closest("input[data-select-all]");
    if (all) {
      all.closest("form, table").querySelectorAll("td input[type=checkbox]").forEach(function (box) { box.checked = all.checked; });
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || event.isComposing) return;
    var menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // A second press while the first is under way sends nothing. The data is already taken when the timer runs.
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || event.target.method !== "post" || event.target.target) return;
    var buttons = event.target.querySelectorAll("button:not([type=button]), input[type=submit]");
    setTimeout(function () {
      buttons.forEach(function (button) { button.disabled = true; button.setAttribute("aria-busy", "true"); });
    }, 0);
    // Downloads leave the page where it is.
    setTimeout(function () { buttons.forEach(release); }, 8000);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("button[aria-busy]").forEach(release);
  });

  // HTMX: a whole page as answer (403, 409, a redirect to another page) takes the place of the main part.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var detail = event.detail;
    if (detail.xhr && /<html[\s>]/i.test((detail.serverResponse || "").slice(0, 400))) {
      var main = document.getElementById("main");
      if (main) { detail.target = main; detail.selectOverride = "#main"; detail.swapOverride = "outerHTML"; }
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    unsent(false);
    var place = event.detail.target && event.detail.target.isConnected ? event.detail.target : document;
    if (focusErrors(place)) return;
    var wanted = place.querySelector("[data-focus]");
    if (wanted) wanted.focus();
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    document.addEventListener(name, function () { unsent(true); });
  });
})();
