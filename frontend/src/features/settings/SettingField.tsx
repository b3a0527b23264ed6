import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useId } from "react";
import type { PolicySetting } from "@/api/staff/types";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { type Entered, isChanged } from "./model";
import classes from "./Settings.module.css";

interface SettingFieldProps {
  setting: PolicySetting;
  entered: Entered;
  problem: string | undefined;
  onChange: (entered: Entered) => void;
}

/** One setting: what it does on one side, its field on the other. */
export function SettingField({ setting, entered, problem, onChange }: SettingFieldProps) {
  const id = useId();
  const { minimum, maximum } = setting;
  const limits =
    minimum !== null && maximum !== null
      ? messages.limits(formatNumber(minimum), formatNumber(maximum))
      : "";
  const shared = {
    id,
    "aria-describedby": `${id}-help`,
    error: problem,
  };
  const text = {
    ...shared,
    value: String(entered),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <li
      className={classes.setting}
      data-changed={isChanged(setting, entered) || undefined}
      data-setting={setting.name}
    >
      <div className={classes.words}>
        <label htmlFor={id}>{setting.title}</label>
        <p className={classes.help} id={`${id}-help`}>
          {setting.help}
        </p>
        <p className={classes.usual}>
          {messages.defaultIs(setting.default_words)}
          {limits !== "" && ` · ${limits}`}
        </p>
      </div>
      {setting.kind === "switch" && (
        <NativeSelect
          {...shared}
          value={entered === true ? "on" : "off"}
          onChange={(event) => onChange(event.currentTarget.value === "on")}
          data={[
            { value: "on", label: messages.on },
            { value: "off", label: messages.off },
          ]}
        />
      )}
      {setting.kind === "choice" && (
        <NativeSelect
          {...text}
          data={Object.entries(setting.choices).map(([value, label]) => ({ value, label }))}
        />
      )}
      {setting.kind === "networks" && (
        <Textarea {...text} autosize minRows={2} maxRows={8} description={messages.networksHint} />
      )}
      {setting.kind === "number" && (
        <TextInput
          {...text}
          inputMode="numeric"
          autoComplete="off"
          maxLength={9}
          rightSectionWidth="auto"
          rightSectionPointerEvents="none"
          rightSection={<span className={classes.unit}>{setting.unit}</span>}
        />
      )}
    </li>
  );
}
