import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useId } from "react";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { type Entered, inWords, isChanged, isOwn, type Setting, toField } from "./model";
import classes from "./Policy.module.css";

interface SettingFieldProps {
  setting: Setting;
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
  const ofCourse = setting.is_own !== undefined;
  const usual = toField(setting, setting.default);
  const differs = ofCourse && isOwn(setting, entered);
  return (
    <li
      className={classes.setting}
      data-changed={isChanged(setting, entered) || undefined}
      data-setting={setting.name}
    >
      <div className={classes.words}>
        {setting.editable === false ? (
          <span className={classes.name}>{setting.title}</span>
        ) : (
          <label htmlFor={id}>{setting.title}</label>
        )}
        <p className={classes.help} id={`${id}-help`}>
          {setting.help}
        </p>
        <p className={classes.usual}>
          {ofCourse
            ? messages.organisationHas(setting.default_words)
            : messages.defaultIs(setting.default_words)}
          {limits !== "" && ` · ${limits}`}
        </p>
        {differs && (
          <p className={classes.own}>
            <span className={classes.mark}>{messages.own}</span>
            {setting.editable && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={messages.resetOne(setting.title)}
                onClick={() => onChange(usual)}
              >
                {messages.reset}
              </Button>
            )}
          </p>
        )}
      </div>
      {setting.editable === false ? (
        <p className={classes.locked} id={id}>
          <strong>{inWords(setting, setting.value)}</strong>
          <span className={classes.usual}>{messages.locked}</span>
        </p>
      ) : (
        <Field {...{ setting, entered, problem, onChange, id }} />
      )}
    </li>
  );
}

/** What a setting is entered with. */
function Field({ setting, entered, problem, onChange, id }: SettingFieldProps & { id: string }) {
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
    <>
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
    </>
  );
}
