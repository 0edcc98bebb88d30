/** A button on the map: pressing it is not moving the map. */

const DRAG_PX = 6; // a finger that moved this far was moving the map

export function pressed(button: HTMLElement, action: () => void): void {
  let downX = 0;
  let downY = 0;
  button.addEventListener("pointerdown", (event) => {
    [downX, downY] = [event.clientX, event.clientY];
  });
  button.addEventListener("click", (event) => {
    const byPointer = event.detail > 0;
    if (byPointer && Math.hypot(event.clientX - downX, event.clientY - downY) > DRAG_PX) return;
    action();
  });
}
