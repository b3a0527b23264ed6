import { type Theme, useTheme } from "@/hooks/useTheme";
import { Icon, type IconName } from "./Icon";

const LABEL = "Appearance";
const CHOICES: { theme: Theme; text: string; icon: IconName }[] = [
  { theme: "light", text: "Light", icon: "sun" },
  { theme: "dark", text: "Dark", icon: "moon" },
  { theme: "auto", text: "System", icon: "screen" },
];

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{LABEL}</legend>
      {CHOICES.map((choice) => (
        <label key={choice.theme}>
          <input
            type="radio"
            name="theme"
            value={choice.theme}
            checked={theme === choice.theme}
            onChange={() => choose(choice.theme)}
          />
          <Icon name={choice.icon} size={18} />
          {choice.text}
        </label>
      ))}
    </fieldset>
  );
}
