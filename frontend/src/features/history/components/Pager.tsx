import { Link } from "@/components/light/Link";
import { messages } from "../messages";

interface PagerProps {
  page: number;
  pages: number;
  /** The address of another page, without organisation. */
  addressOf: (page: number) => string;
}

/** The way to newer and older pages; nothing when there is one only. */
export function Pager({ page, pages, addressOf }: PagerProps) {
  if (pages <= 1) return null;
  const words = messages.page(String(page), String(pages));
  return (
    <nav className="pager" aria-label={words}>
      {page > 1 && (
        <Link className="button button-secondary" to={addressOf(page - 1)}>
          {messages.newer}
        </Link>
      )}
      <span>{words}</span>
      {page < pages && (
        <Link className="button button-secondary" to={addressOf(page + 1)}>
          {messages.older}
        </Link>
      )}
    </nav>
  );
}
