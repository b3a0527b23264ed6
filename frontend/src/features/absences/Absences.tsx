import { useEffect, useState } from "react";
import { link } from "@/api/organisation";
import { api, bodyOf } from "@/api/typed";
import { Bell } from "@/components/light/Bell";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { navigate } from "@/lib/navigation";
import { Asked } from "./Asked";
import { messages } from "./messages";
import { RequestForm } from "./RequestForm";

const PAGE = 20;

/** The student's absence requests, and the form of a new one (`?new`, or `?session=` for a class). */
export function Absences({ address }: { address: URL }) {
  const asked = address.searchParams;
  const session = Number(asked.get("session")) || null;
  const writing = asked.has("new") || session !== null;
  const [sent, setSent] = useState(false);
  useEffect(() => {
    document.title = messages.title;
  }, []);
  const leave = (done: boolean) => {
    setSent(done);
    navigate(link("/absences"), { replace: true });
  };
  return (
    <div className="home">
      <TopBar
        title={messages.title}
        back={{ to: writing ? "/absences" : "/", label: messages.back }}
      >
        <Bell />
      </TopBar>
      <main className="home-main absences">
        {writing ? <New session={session} onDone={leave} /> : <List sent={sent} />}
      </main>
    </div>
  );
}

const useOptions = () =>
  useResource("absence-options", (signal) =>
    bodyOf(api.GET("/api/my/absence-requests/options/", { signal })),
  );

function New({ session, onDone }: { session: number | null; onDone: (sent: boolean) => void }) {
  const { data, error, reload } = useOptions();
  if (data === null && error !== null) return <Failed onRetry={reload} />;
  if (data === null) return <SkeletonRows rows={5} label={messages.loading} />;
  if (!data.enabled) return <p className="empty">{messages.off}</p>;
  return <RequestForm options={data} session={session} onDone={onDone} />;
}

function List({ sent }: { sent: boolean }) {
  const [size, setSize] = useState(PAGE);
  const { data, error, reload } = useResource(`absences-${size}`, (signal) =>
    bodyOf(
      api.GET("/api/my/absence-requests/", { params: { query: { page_size: size } }, signal }),
    ),
  );
  if (data === null && error !== null) return <Failed onRetry={reload} />;
  return (
    <>
      <h1 className="visually-hidden">{messages.title}</h1>
      {sent && (
        <p className="note note-ok" role="status">
          <Icon name="tick" size={20} />
          {messages.sent}
        </p>
      )}
      <p className="absences-lead">{messages.lead}</p>
      <Link className="button button-primary" to="/absences?new">
        <Icon name="plus" size={22} />
        <span>{messages.ask}</span>
      </Link>
      {data === null && <SkeletonRows rows={3} label={messages.loading} />}
      {data?.results.length === 0 && <p className="empty">{messages.none}</p>}
      {data !== null && data.results.length > 0 && (
        <ul className="absences-list" aria-label={messages.list}>
          {data.results.map((request) => (
            <Asked key={request.id} request={request} onChanged={reload} />
          ))}
        </ul>
      )}
      {data !== null && data.results.length < data.count && (
        <button
          type="button"
          className="button button-secondary"
          onClick={() => setSize(size + PAGE)}
        >
          <span>{messages.more}</span>
        </button>
      )}
    </>
  );
}

const Failed = ({ onRetry }: { onRetry: () => void }) => (
  <LoadFailure text={messages.failed} retry={messages.retry} onRetry={onRetry} />
);
