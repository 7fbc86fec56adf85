/* Comforts of the desk: keys, phrases, the receipt sent to the printer, the lamp of the network. */
(function () {
  "use strict";
  function first(selector) { return document.querySelector(selector); }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) return;
    var wanted = null;
    if (event.key === "F8") wanted = first(event.shiftKey ? "[data-shift-f8]" : "[data-f8]");
    else if (event.key === "F9" || (event.key === "Enter" && event.ctrlKey)) wanted = first("[data-f9]");
    if (wanted && !wanted.disabled) { event.preventDefault(); wanted.click(); return; }
    if (event.key === "F2" && first("[data-f2]")) { event.preventDefault(); first("[data-f2]").focus(); return; }
    if (event.key === "F4" && first("[data-f4]")) {
      event.preventDefault();
      var box = first("[data-f4]");
      box.open = !box.open;
      var next = box.open ? box.querySelector("[data-phrase]") : first("[name=answer]");
      if (next) next.focus();
      return;
    }
    if (event.key === "Escape") {
      document.querySelectorAll(".register details[open]").forEach(function (box) { box.open = false; });
      return;
    }
    var group = event.target.closest && event.target.closest("[data-digits]");
    if (group && /^[1-9]$/.test(event.key) && !event.ctrlKey) {
      var radio = group.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (radio) { event.preventDefault(); radio.focus(); radio.click(); }
    }
  });

  document.addEventListener("click", function (event) {
    var phrase = event.target.closest("[data-phrase]");
    if (phrase) {
      var answer = first("[name=answer]");
      answer.value = (answer.value.trim() ? answer.value.trim() + " " : "") + phrase.textContent.trim();
      phrase.closest("details").open = false;
      answer.focus();
    }
    var paper = event.target.closest("[data-print-url]");
    if (paper && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); printPaper(paper.dataset.printUrl); }
    document.querySelectorAll(".register details[open]").forEach(function (box) {
      if (!box.contains(event.target)) box.open = false;
    });
  });

  // An accusation: what was typed before goes at once, from the page as well.
  document.addEventListener("change", function (event) {
    if (event.target.name !== "nature" || event.target.value !== "accusation") return;
    document.querySelectorAll(".matter input:not([type=radio]):not([type=checkbox]), .matter textarea, .more input, .more textarea").forEach(function (field) {
      if (field.name !== "people") field.value = "";
    });
    document.querySelectorAll(".matter [type=radio], .matter [type=checkbox], .more [type=checkbox]").forEach(function (box) { box.checked = false; });
    var earlier = document.getElementById("earlier");
    if (earlier) earlier.textContent = "";
  });

  function printPaper(url) {
    var frame = document.createElement("iframe");
    frame.className = "print-frame";
    frame.title = "";
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    frame.addEventListener("load", function () { frame.contentWindow.focus(); frame.contentWindow.print(); });
    frame.src = url;
    document.body.appendChild(frame);
  }

  function lamp(on) {
    var good = first("[data-online]"), bad = first("[data-offline]");
    if (good) { good.hidden = !on; bad.hidden = on; }
  }
  window.addEventListener("online", function () { lamp(true); });
  window.addEventListener("offline", function () { lamp(false); });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) { document.addEventListener(name, function () { lamp(false); }); });
  document.addEventListener("htmx:afterRequest", function (event) { if (event.detail.successful) lamp(true); });

  function tick() {
    var since = first("[data-since]");
    if (!since) return;
    var seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since.dataset.since)) / 1000));
    var two = function (n) { return String(n).padStart(2, "0"); };
    if (seconds < 36000) since.textContent = two(Math.floor(seconds / 60)) + ":" + two(seconds % 60);
  }

  document.addEventListener("DOMContentLoaded", function () {
    tick();
    setInterval(tick, 1000);
    // Once per saved matter: going back to this page prints nothing again.
    var paper = first("[data-print-url]");
    if (!paper) return;
    try {
      if (sessionStorage.getItem(paper.dataset.printUrl)) return;
      sessionStorage.setItem(paper.dataset.printUrl, "1");
    } catch (e) { return; }
    printPaper(paper.dataset.printUrl);
  });
})();
