import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { link } from "@/api/organisation";
import { navigate } from "@/lib/navigation";
import { isStaffPage } from "@/lib/safeNext";

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** A path without the organisation: of this entry, or of the staff application. */
  to: string;
}

/** A link to another page; one of this entry opens without loading the document again. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const href = link(to);
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      isStaffPage(href) ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    ) {
      return;
    }
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
