/* The update form of a case: usual progress at a touch, and the petitioner's line as it is written. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-update]");
  if (!form) return;
  var note = form.elements.note, line = form.elements.public_line;
  var shown = form.querySelector("[data-preview]"), macros = form.querySelector("[data-macros]");

  function show() { shown.textContent = line.value.trim() || shown.getAttribute("data-preview"); }

  macros.hidden = false;
  macros.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-note]");
    if (!button) return;
    note.value = note.value.trim() ? note.value.trim() + "\n" + button.dataset.note : button.dataset.note;
    if (!line.value.trim()) line.value = button.dataset.line;
    show();
    line.focus();
  });
  line.addEventListener("input", show);
  show();
})();
