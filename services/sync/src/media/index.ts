export { createInspector, type Inspector } from './inspector.ts';
export { kindByName, verdictWithoutReading } from './names.ts';
