import { Button } from "@mantine/core";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "../../messages";
import classes from "./DataTable.module.css";

interface PagerProps {
  /** What has these pages: a screen may have several lists. */
  label: string;
  page: number;
  pageSize: number;
  count: number;
  onPage: (page: number) => void;
}

/** Which rows are in sight, and the ways to those before and after. */
export function Pager({ label, page, pageSize, count, onPage }: PagerProps) {
  const pages = Math.max(1, Math.ceil(count / pageSize));
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(count, page * pageSize);
  return (
    <nav aria-label={messages.pages(label)} className={classes.pager}>
      <span role="status">
        {messages.range(formatNumber(first), formatNumber(last), formatNumber(count))}
      </span>
      {pages > 1 && (
        <span className={classes.pagerWays}>
          <Button
            size="compact-md"
            variant="default"
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
          >
            {messages.previousPage}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            disabled={page >= pages}
            onClick={() => onPage(page + 1)}
          >
            {messages.nextPage}
          </Button>
        </span>
      )}
    </nav>
  );
}
