/* The screen: a clock, and a word when the numbers may be old. */
(function () {
  "use strict";
  var heard = Date.now();
  function stale(on) { var line = document.getElementById("unsent"); if (line) line.hidden = !on; }
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful || (event.detail.xhr && event.detail.xhr.status === 304)) { heard = Date.now(); stale(false); }
  });
  function tick() {
    var now = new Date(), clock = document.getElementById("clock");
    if (clock) clock.textContent = String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
    if (Date.now() - heard > 10000) stale(true);
  }
  document.addEventListener("DOMContentLoaded", function () { setInterval(tick, 1000); });
})();
