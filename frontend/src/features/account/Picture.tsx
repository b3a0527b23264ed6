import { type ChangeEvent, useRef, useState } from "react";
import { rememberUser } from "@/api/account";
import { api } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Icon } from "@/components/light/Icon";
import { messages } from "./messages";
import { problem } from "./problem";
import { uploadPicture } from "./upload";

const words = messages.picture;
const TYPES = ["image/jpeg", "image/png", "image/webp"];
const MOST_BYTES = 5 * 1024 * 1024;

type State =
  | { kind: "idle" }
  | { kind: "sending"; percent: number }
  | { kind: "removing" }
  | { kind: "done"; text: string }
  | { kind: "failed"; text: string };

/** Why a file cannot be sent, known before it is; null when it can. */
function refusal(file: File): string | null {
  if (!TYPES.includes(file.type)) return words.wrongKind;
  return file.size > MOST_BYTES ? words.tooLarge : null;
}

function Progress({ percent }: { percent: number }) {
  return (
    <div className="upload">
      <progress max={100} value={percent} aria-label={words.uploading(percent)} />
      <span>{percent < 100 ? words.uploading(percent) : words.working}</span>
    </div>
  );
}

/** One's own picture: seen, sent, replaced, removed. */
export function Picture({ url }: { url: string | null }) {
  const [shown, setShown] = useState(url);
  const [preview, setPreview] = useState<string | null>(null);
  const [state, setState] = useState<State>({ kind: "idle" });
  const input = useRef<HTMLInputElement>(null);
  const busy = state.kind === "sending" || state.kind === "removing";

  const keep = (address: string | null, text: string) => {
    setShown(address);
    rememberUser({ picture_url: address });
    setState({ kind: "done", text });
  };

  const send = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    // The same file may be chosen again.
    event.target.value = "";
    if (!file) return;
    const refused = refusal(file);
    if (refused) {
      setState({ kind: "failed", text: refused });
      return;
    }
    const local = URL.createObjectURL(file);
    setPreview(local);
    setState({ kind: "sending", percent: 0 });
    try {
      const address = await uploadPicture(file, (percent) =>
        setState({ kind: "sending", percent }),
      );
      keep(address, words.saved);
    } catch (error) {
      setState({ kind: "failed", text: problem(error) });
    } finally {
      setPreview(null);
      URL.revokeObjectURL(local);
    }
  };

  const remove = async () => {
    setState({ kind: "removing" });
    try {
      await api.DELETE("/api/me/picture/");
      keep(null, words.removed);
    } catch (error) {
      setState({ kind: "failed", text: problem(error) });
    }
  };

  const address = preview ?? shown;
  return (
    <section className="section" aria-labelledby="picture-title">
      <h2 id="picture-title">{words.title}</h2>
      <div className="account-card">
        <div className="portrait" data-busy={busy || undefined}>
          {address ? (
            <img src={address} alt={words.alt} onError={() => setShown(null)} />
          ) : (
            <Icon name="person" size={56} />
          )}
        </div>
        <p className="account-hint">{words.lead}</p>
        {state.kind === "sending" && <Progress percent={state.percent} />}
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          accept={TYPES.join(",")}
          aria-label={shown ? words.replace : words.choose}
          tabIndex={-1}
          onChange={send}
        />
        <Button
          look={shown ? "secondary" : "primary"}
          icon="camera"
          busy={state.kind === "sending"}
          onClick={() => input.current?.click()}
        >
          {shown ? words.replace : words.choose}
        </Button>
        {shown && (
          <Button look="quiet" icon="cross" busy={state.kind === "removing"} onClick={remove}>
            {words.remove}
          </Button>
        )}
        <p className={state.kind === "done" ? "note note-ok" : "visually-hidden"} role="status">
          {state.kind === "done" && state.text}
        </p>
        {state.kind === "failed" && (
          <p className="note note-bad" role="alert">
            {state.text}
          </p>
        )}
      </div>
    </section>
  );
}
