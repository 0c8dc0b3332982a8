export { createInspector, type Inspector, type InspectorOptions } from './inspector.ts';
export { kindByName, verdictWithoutReading } from './names.ts';
