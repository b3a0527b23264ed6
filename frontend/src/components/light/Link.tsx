import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { link } from "@/api/organisation";
import { navigate } from "@/lib/navigation";

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** A path of this entry, without the organisation. */
  to: string;
}

/** A link to another page of this entry; opens without loading the document again. */
export function Link({ to, ...rest }: LinkProps) {
  const href = link(to);
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
