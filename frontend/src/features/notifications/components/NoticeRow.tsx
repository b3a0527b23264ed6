import type { Notification } from "@/api/notifications";
import { link } from "@/api/organisation";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { isStaffPage } from "@/lib/safeNext";
import type { ZonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { signOf } from "../model";

interface NoticeRowProps {
  notice: Notification;
  format: ZonedFormat;
  onRead: () => Promise<boolean>;
}

function Words({ notice, format }: { notice: Notification; format: ZonedFormat }) {
  const { icon, tone } = signOf(notice.kind);
  return (
    <>
      <span className="notice-sign" data-tone={tone}>
        <Icon name={icon} size={20} />
      </span>
      <strong className="notice-subject">
        {notice.read_at === null && <span className="visually-hidden">{messages.unread} </span>}
        {notice.subject}
      </strong>
      <span className="notice-text">{notice.text}</span>
      <time className="notice-time" dateTime={notice.created_at}>
        {format.time(notice.created_at)}
      </time>
    </>
  );
}

/** One notification. Opening it marks it as read and leads to what it speaks of. */
export function NoticeRow({ notice, format, onRead }: NoticeRowProps) {
  const unread = notice.read_at === null;
  const words = <Words notice={notice} format={format} />;
  const open = (event: React.MouseEvent) => {
    const told = onRead();
    // Another document: leaving at once would cut the request off.
    if (isStaffPage(link(notice.link)) && unread && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      void told.then(() => window.location.assign(link(notice.link)));
    }
  };
  return (
    <li className="notice" data-unread={unread || undefined} data-kind={notice.kind}>
      {notice.link ? (
        <Link className="notice-body" to={notice.link} onClick={open}>
          {words}
        </Link>
      ) : (
        <div className="notice-body">{words}</div>
      )}
      {unread && !notice.link && (
        <button
          type="button"
          className="icon-button"
          aria-label={messages.markOne(notice.subject)}
          onClick={() => void onRead()}
        >
          <Icon name="tick" size={20} />
        </button>
      )}
    </li>
  );
}
