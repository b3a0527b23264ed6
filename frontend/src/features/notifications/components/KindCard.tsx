import { useId } from "react";
import type { Channel, KindChoices } from "@/api/notifications";
import { Icon, type IconName } from "@/components/light/Icon";
import { choice, switchName } from "../changes";
import { messages } from "../messages";
import type { Outcome, Save } from "../usePreferences";
import { Switch } from "./Switch";

const ICONS: Record<Channel, IconName> = { in_app: "bell", email: "mail", sms: "message" };
const words = messages.preferences;

function whyNot(one: KindChoices["channels"][number]): string | null {
  if (!one.offered) return words.notOffered;
  return one.available ? null : words.noAddress[one.channel];
}

interface KindCardProps {
  kind: KindChoices;
  outcome: Outcome | null;
  save: Save;
}

/** One kind of notification with a switch a channel. */
export function KindCard({ kind, outcome, save }: KindCardProps) {
  const id = useId();
  return (
    <li className="setting">
      <h3 id={id}>{kind.label}</h3>
      <p className="setting-hint">{kind.description}</p>
      {kind.channels.map((one) => {
        const control = switchName(kind.kind, one.channel);
        return (
          <Switch
            key={one.channel}
            label={messages.channels[one.channel]}
            icon={ICONS[one.channel]}
            of={id}
            checked={one.enabled}
            blocked={whyNot(one)}
            instead={
              kind.essential ? (
                <span className="always-on">
                  <Icon name="lock" size={16} />
                  {words.alwaysOn}
                </span>
              ) : undefined
            }
            outcome={outcome?.control === control ? outcome : null}
            onChange={(enabled) => save(control, ...choice(kind.kind, one.channel, enabled))}
          />
        );
      })}
    </li>
  );
}
