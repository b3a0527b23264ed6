import "@/styles/light/notifications.css";

export { Centre } from "./Centre";
export { Settings } from "./Settings";
export { Unsubscribe } from "./Unsubscribe";
