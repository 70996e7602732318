import { useCallback, useState } from "react";

/** Whether an element is on the screen, wherever it is in the page. Its `ref` goes to the element. */
export function useOnScreen() {
  const [isOnScreen, setOnScreen] = useState(false);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => setOnScreen(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, isOnScreen };
}
