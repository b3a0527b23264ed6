import { VisuallyHidden } from "@mantine/core";
import { announcerId } from "./announcer";

/** The one polite live region of the shell; see {@link announce}. */
export function Announcer() {
  return (
    <VisuallyHidden>
      <div id={announcerId} role="status" aria-live="polite" />
    </VisuallyHidden>
  );
}
