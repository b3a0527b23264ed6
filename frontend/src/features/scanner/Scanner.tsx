import { type ReactNode, useRef, useState } from "react";
import { Announcer } from "@/components/light/Announcer";
import { Button } from "@/components/light/Button";
import { Icon, type IconName } from "@/components/light/Icon";
import { PermissionSteps } from "@/components/light/PermissionSteps";
import { readScan, type Scan } from "@/lib/code";
import { messages } from "./messages";
import { type Camera, type CameraState, useCamera } from "./useCamera";

interface ScannerProps {
  onCode: (code: string) => void;
  /** The typed code, offered beside the camera, and in place of it as the main thing. */
  typed: (main: boolean) => ReactNode;
}

const TROUBLES = {
  "camera-denied": { icon: "camera", ...messages.denied },
  "no-camera": { icon: "keys", ...messages.none },
  "camera-busy": { icon: "camera", ...messages.busy },
  "in-app-browser": { icon: "keys", ...messages.inApp },
} as const satisfies Partial<Record<CameraState, { icon: IconName; title: string; lead: string }>>;

type Trouble = keyof typeof TROUBLES;

function NoPicture(props: { state: Trouble; camera: Camera; typed: ReactNode }) {
  const { state, camera, typed } = props;
  const { icon, title, lead } = TROUBLES[state];
  return (
    <main className="page" data-state={state}>
      <Announcer text={`${title}. ${lead}`} />
      <div className="page-head">
        <span className="state-mark">
          <Icon name={icon} size={36} />
        </span>
        <h1>{title}</h1>
        <p>{lead}</p>
      </div>
      {typed}
      {state === "camera-denied" && (
        <section className="advice">
          <PermissionSteps allow="camera" />
          <Button look="secondary" icon="refresh" onClick={camera.retry}>
            {messages.denied.retry}
          </Button>
        </section>
      )}
      {state === "camera-busy" && (
        <Button look="secondary" icon="refresh" onClick={camera.retry}>
          {messages.tryAgain}
        </Button>
      )}
      {state === "in-app-browser" && (
        <section className="advice">
          <ol className="steps">
            {messages.inApp.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      )}
    </main>
  );
}

function Remark({ scan }: { scan: Scan | null }): ReactNode {
  if (scan?.kind === "foreign") return messages.notOurs;
  if (scan?.kind !== "elsewhere") return messages.hint;
  return (
    <>
      {messages.elsewhere(scan.host)} <a href={scan.url}>{messages.openElsewhere}</a>
    </>
  );
}

/** The camera in the page: calls back with the first check-in code it sees. */
export function Scanner({ onCode, typed }: ScannerProps) {
  const [seen, setSeen] = useState<Scan | null>(null);
  const done = useRef(false);
  const camera = useCamera((text) => {
    if (done.current) return;
    const scan = readScan(text, window.location.host);
    if (scan.kind !== "code") return setSeen(scan);
    done.current = true;
    onCode(scan.code);
  });
  const { state, torch } = camera;
  if (state !== "starting" && state !== "scanning") {
    return <NoPicture state={state} camera={camera} typed={typed(true)} />;
  }
  return (
    <main className="scan" data-state={state}>
      <h1 className="visually-hidden">{messages.title}</h1>
      <div className="finder">
        <video ref={camera.video} muted playsInline aria-label={messages.title} />
        <span className="finder-frame" aria-hidden="true" />
        <div className="finder-foot">
          <p className="finder-remark" role="status">
            {state === "starting" ? messages.starting : <Remark scan={seen} />}
          </p>
          {torch && (
            <button
              type="button"
              className="torch"
              aria-pressed={torch.on}
              onClick={torch.toggle}
              aria-label={messages.torch}
            >
              <Icon name="torch" />
            </button>
          )}
        </div>
      </div>
      <div className="scan-typed">{typed(false)}</div>
    </main>
  );
}
