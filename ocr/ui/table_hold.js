// What leads away from the table, or makes a workbook of what is saved, waits until the cell it is clicked from is saved.
// The grid hands a cell over a moment after it is left: a workbook taken in that moment lacks it, and a cell that comes
// after the click on another page leads back to this one.

const HANDED_OVER_MS = 400; // the grid itself waits for 150 ms
const LOOK_MS = 50;
const GRID = '[data-testid="stDataFrame"], #portal';
const AWAY = '[data-testid="stDownloadButton"] button, a[href]';

let on = false;
let left = -Infinity; // when somebody last typed into the grid, or clicked with a cell open
let released = null;

const stay = (event) => {
  if (event.target.closest?.(GRID) || (event.type === "pointerdown" && document.querySelector(".gdg-input"))) left = performance.now();
};

const hold = (event) => {
  const wanted = event.target.closest?.(AWAY);
  const aside = event.ctrlKey || event.metaKey || event.shiftKey; // in another tab or window
  if (!on || !wanted || aside || wanted === released || performance.now() - left > HANDED_OVER_MS) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => release(wanted), HANDED_OVER_MS);
};

const release = (wanted) => {
  if (document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning") {
    setTimeout(() => release(wanted), LOOK_MS);
    return;
  }
  released = wanted;
  wanted.click();
  released = null;
};

for (const name of ["pointerdown", "keydown", "paste"]) document.addEventListener(name, stay, true);
document.addEventListener("click", hold, true);

export default function () {
  on = true;
  return () => (on = false);
}
