import {
  type MantineColorScheme,
  Menu,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { useState } from "react";
import { signOut } from "@/api/account";
import { link } from "@/api/organisation";
import {
  ChevronDownIcon,
  DeviceIcon,
  LockIcon,
  MoonIcon,
  PersonIcon,
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

const TITLE = /^(dr|prof|mr|mrs|ms|mx|sir)$|\.$/i;

/** Up to two initials, from the first and the last word of a name in any script, without titles. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "" && !TITLE.test(word));
  const first = [...(words[0] ?? name)][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

/** The person's picture, once it is there; else their initials. */
function Face() {
  const { me } = useStaff();
  const [broken, setBroken] = useState(false);
  if (me.picture_url && !broken) {
    return (
      <img
        className={classes.initials}
        src={me.picture_url}
        alt=""
        onError={() => setBroken(true)}
      />
    );
  }
  return (
    <span className={classes.initials} aria-hidden="true">
      {initialsOf(me.full_name)}
    </span>
  );
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
          <Face />
          <ChevronDownIcon size={16} />
          <VisuallyHidden>
            {messages.account}: {me.full_name}
          </VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.person}>
          <span className={classes.personName}>{me.full_name}</span>
          {messages.roles[me.role]}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{messages.theme}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        >
          {SCHEMES.map(({ value, label, Icon }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              rightSection={<Icon />}
              closeMenuOnClick={false}
            >
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item component="a" href={link("/account")} leftSection={<PersonIcon />}>
          {messages.ownAccount}
        </Menu.Item>
        <Menu.Item component="a" href={link("/account/security")} leftSection={<LockIcon />}>
          {messages.security}
        </Menu.Item>
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
