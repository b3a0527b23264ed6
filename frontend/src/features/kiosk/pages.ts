import "@/styles/light/kiosk.css";

export { Kiosk } from "./Kiosk";
