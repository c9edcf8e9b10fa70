// The button that prints; without script the line beside it says which keys do.

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
