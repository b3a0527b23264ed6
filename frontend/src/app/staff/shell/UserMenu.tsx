import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { signOut } from "@/api/account";
import { link } from "@/api/organisation";
import {
  CheckIcon,
  ChevronDownIcon,
  DeviceIcon,
  MoonIcon,
  SignOutIcon,
  SunIcon,
} from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "../messages";
import classes from "./Shell.module.css";

const SCHEMES = [
  { value: "light", label: messages.themeLight, Icon: SunIcon },
  { value: "dark", label: messages.themeDark, Icon: MoonIcon },
  { value: "auto", label: messages.themeSystem, Icon: DeviceIcon },
] as const;

/** Up to two initials, from the first and the last word of a name in any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

async function leave(): Promise<void> {
  await signOut();
  window.location.replace(link("/login"));
}

/** Who is signed in, the colour scheme, and the way out. */
export function UserMenu() {
  const { me } = useStaff();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu width={232}>
      <Menu.Target>
        <UnstyledButton className={classes.account} data-testid="user-menu">
          <span className={classes.initials} aria-hidden="true">
            {initialsOf(me.full_name)}
          </span>
          <ChevronDownIcon size={16} />
          <VisuallyHidden>
            {messages.account}: {me.full_name}
          </VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.person} role="presentation">
          <p className={classes.personName}>{me.full_name}</p>
          <p className={classes.personRole}>{messages.roles[me.role]}</p>
        </div>
        <Menu.Divider />
        <Menu.Label>{messages.theme}</Menu.Label>
        {SCHEMES.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            closeMenuOnClick={false}
            leftSection={<Icon />}
            rightSection={colorScheme === value ? <CheckIcon size={16} /> : undefined}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<SignOutIcon />}
          onClick={() => void leave()}
          data-testid="sign-out"
        >
          {messages.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
