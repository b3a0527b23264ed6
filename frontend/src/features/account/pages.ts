import "@/styles/light/account.css";

export { Account } from "./Account";
