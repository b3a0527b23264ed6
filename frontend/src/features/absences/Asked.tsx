import { useState } from "react";
import { timeZone } from "@/api/account";
import type { MyRequest, MyRequestPart } from "@/api/student/types";
import { api } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Icon, type IconName } from "@/components/light/Icon";
import { formatDay, zonedFormat } from "@/lib/zonedFormat";
import { messages } from "./messages";

const SIGNS: Record<MyRequestPart["state"], IconName> = {
  pending: "hourglass",
  approved: "tick",
  declined: "cross",
  withdrawn: "back",
  revoked: "cross",
};

function daysOf({ session, first_day: first, last_day: last }: MyRequest): string {
  if (session !== null) {
    return messages.oneClass(zonedFormat(timeZone()).dayTime(session.opens_at));
  }
  return first === last ? formatDay(first) : messages.to(formatDay(first), formatDay(last));
}

/** One request: what was asked, and where it stands in each course. */
export function Asked({ request, onChanged }: { request: MyRequest; onChanged: () => void }) {
  const waits = request.parts.some(({ state }) => state === "pending");
  return (
    <li className="absence" data-testid="absence">
      <h2>
        {messages.kinds[request.kind]} · {daysOf(request)}
      </h2>
      {request.text !== "" && <p className="absence-text">{request.text}</p>}
      {request.file !== null && (
        <p>
          <a href={request.file.url} target="_blank" rel="noreferrer">
            {messages.file[request.file.kind]}
          </a>
        </p>
      )}
      <ul className="absence-parts">
        {request.parts.map((part) => (
          <Part key={part.id} part={part} />
        ))}
      </ul>
      {waits && <Withdraw id={request.id} onChanged={onChanged} />}
    </li>
  );
}

function Part({ part }: { part: MyRequestPart }) {
  const { dayTime } = zonedFormat(timeZone());
  const { course, state, reason, decided_by: by, decided_at: at } = part;
  return (
    <li data-state={state}>
      <span className="row-text">
        <strong>
          {course.code} {course.name}
        </strong>
        {by !== null && at !== null && <span>{messages.decidedBy(by, dayTime(at))}</span>}
        {reason !== "" && <span className="absence-text">{messages.says(reason)}</span>}
      </span>
      <span className="absence-state">
        <Icon name={SIGNS[state]} size={18} />
        {messages.states[state]}
      </span>
    </li>
  );
}

type Step = "closed" | "asking" | "working" | "failed";

function Withdraw({ id, onChanged }: { id: number; onChanged: () => void }) {
  const [step, setStep] = useState<Step>("closed");
  const withdraw = async () => {
    setStep("working");
    try {
      await api.POST("/api/my/absence-requests/{id}/withdraw/", { params: { path: { id } } });
      onChanged();
      setStep("closed");
    } catch {
      // Decided meanwhile, or no answer: the list says which.
      onChanged();
      setStep("failed");
    }
  };
  if (step === "closed") {
    return (
      <Button look="secondary" onClick={() => setStep("asking")}>
        {messages.withdraw}
      </Button>
    );
  }
  return (
    <div className="absence-sure" role="alert">
      <p>{step === "failed" ? messages.notWithdrawn : messages.sure}</p>
      <Button busy={step === "working"} onClick={() => void withdraw()}>
        {messages.yes}
      </Button>
      <Button look="secondary" onClick={() => setStep("closed")}>
        {messages.keep}
      </Button>
    </div>
  );
}
