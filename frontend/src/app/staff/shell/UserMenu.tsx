import {
  type MantineColorScheme,
  Menu,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { signOut } from "@/api/account";
import { link } from "@/api/organisation";
import { Face } from "@/components/ui/Face";
import {
  CheckIcon,
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
          <Face name={me.full_name} url={me.picture_url} />
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
        <Menu.Item component="a" href={link("/receipts")} leftSection={<CheckIcon />}>
          {messages.checkReceipt}
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
