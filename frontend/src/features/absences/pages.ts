import "@/styles/light/absences.css";

export { Absences } from "./Absences";
