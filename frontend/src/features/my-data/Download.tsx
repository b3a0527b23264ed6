import { useState } from "react";
import { ApiError, send } from "@/api/client";
import { Button } from "@/components/light/Button";
import { saveFile } from "@/lib/saveFile";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";

const words = messages.download;
/** Reading every table takes its time on a busy server. */
const PATIENCE_MS = 90_000;

function problem(error: unknown): string {
  if (error instanceof ApiError && error.code === "rate_limited") {
    const seconds = Number(error.params["retry_after_s"]) || 60;
    return words.limited(String(Math.ceil(seconds / 60)));
  }
  return words.failed;
}

type State = { step: "idle" | "working" } | { step: "done" | "failed"; text: string };

/** Fetches everything as a file, for a link would not carry the sign-in. */
export function Download() {
  const [state, setState] = useState<State>({ step: "idle" });
  const fetchAll = async () => {
    setState({ step: "working" });
    try {
      const path = "/api/my/data/download/";
      const answer = await send(path, { method: "POST" }, { timeout: PATIENCE_MS });
      const content = await answer.blob();
      saveFile(content, "my-data.zip");
      const size = formatNumber(Math.max(1, Math.round(content.size / 1000)));
      setState({ step: "done", text: words.done(size) });
    } catch (error) {
      setState({ step: "failed", text: problem(error) });
    }
  };
  return (
    <section className="section" aria-labelledby="download-title">
      <h2 id="download-title">{words.title}</h2>
      <div className="data-card">
        <p>{words.text}</p>
        <Button busy={state.step === "working"} onClick={fetchAll}>
          {state.step === "working" ? words.working : words.button}
        </Button>
        {state.step === "working" && <progress aria-label={words.working} />}
        <p className={state.step === "done" ? "note note-ok" : "visually-hidden"} role="status">
          {state.step === "working" && words.working}
          {state.step === "done" && state.text}
        </p>
        {state.step === "failed" && (
          <p className="note note-bad" role="alert">
            {state.text}
          </p>
        )}
      </div>
    </section>
  );
}
