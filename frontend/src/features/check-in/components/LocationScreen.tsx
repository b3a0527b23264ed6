import { Button } from "@/components/light/Button";
import { PermissionSteps } from "@/components/light/PermissionSteps";
import { StateScreen } from "@/components/light/StateScreen";
import { formatDistance } from "@/lib/distance";
import type { CheckInFlow } from "../flow";
import { messages } from "../messages";
import type { LocationTrouble, View } from "../views";
import { Countdown } from "./Countdown";

type LocationView = Extract<View, { state: LocationTrouble }>;

/** Title and lead for a location that is missing or of no use. */
export function locationWords(view: LocationView) {
  const text = messages.location;
  switch (view.state) {
    case "location-denied":
      return text.denied;
    case "location-unavailable":
      return text.unavailable;
    case "location-timeout":
      return text.timeout;
    case "location-coarse":
      return {
        title: text.coarse.title,
        lead: text.coarse.lead(formatDistance(view.fix?.accuracy_m ?? 0)),
      };
  }
}

/** Why the location is asked for, how to give it, and the way on without it. */
export function LocationScreen({ view, flow }: { view: LocationView; flow: CheckInFlow }) {
  const words = locationWords(view);
  const text = messages.location;
  return (
    <StateScreen
      state={view.state}
      tone="warn"
      icon="pin"
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <Button icon="refresh" onClick={() => flow.locateAgain()}>
            {view.state === "location-denied" ? text.denied.retry : messages.tryAgain}
          </Button>
          <Button look="secondary" onClick={() => flow.sendAsItIs()}>
            {view.fix ? text.asItIs : text.without}
          </Button>
          <p className="state-small">
            {text.confirmed}{" "}
            {view.sendsAt !== null && <Countdown until={view.sendsAt} text={text.sends} />}
          </p>
        </>
      }
    >
      {view.state === "location-denied" && <PermissionSteps allow="location" />}
      {view.state === "location-coarse" && <PermissionSteps allow="precise" />}
      <p className="state-small">{text.why}</p>
    </StateScreen>
  );
}
