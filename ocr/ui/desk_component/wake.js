// Has the whole page drawn again when an app that was started anew does not know the desk: only a request from outside of
// the desk's fragment makes it known. Separate from the desk because that is the fragment.

let ask = () => {};
document.addEventListener("bukti-setor-wake", () => ask());

export default function ({ setTriggerValue }) {
  ask = () => setTriggerValue("asked", Date.now());
  return () => (ask = () => {});
}
