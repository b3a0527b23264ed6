import { useEffect } from "react";
import { knownUser, timeZone } from "@/api/account";
import { NetworkError } from "@/api/client";
import { api, bodyOf } from "@/api/typed";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { zonedFormat } from "@/lib/zonedFormat";
import { Download } from "./Download";
import { Kind } from "./Kind";
import { messages } from "./messages";

/** Everything that is stored about the student, when it goes, and all of it as a file. */
export function MyData() {
  const data = useResource("my-data", (signal) => bodyOf(api.GET("/api/my/data/", { signal })));
  useEffect(() => {
    document.title = messages.title;
  }, []);
  const offline = data.error instanceof NetworkError && !navigator.onLine;
  return (
    <div className="home">
      <TopBar
        title={knownUser()?.organization?.name ?? ""}
        back={{ to: "/account", label: messages.back }}
      />
      <main className="home-main" aria-busy={data.loading && !data.data}>
        <div>
          <h1 className="home-hello">{messages.title}</h1>
          <p className="data-lead">
            {messages.lead}
            {data.data && ` ${messages.asOf(zonedFormat(timeZone()).dayTime(data.data.as_of))}.`}
          </p>
        </div>
        <Download />
        {data.error !== null && !data.data ? (
          <LoadFailure
            text={offline ? messages.offline : messages.failed}
            retry={messages.retry}
            onRetry={data.reload}
          />
        ) : data.data ? (
          <div className="rows kinds">
            {data.data.kinds.map((kind) => (
              <Kind key={kind.key} kind={kind} />
            ))}
          </div>
        ) : (
          <SkeletonRows rows={8} label={messages.loading} />
        )}
      </main>
    </div>
  );
}
