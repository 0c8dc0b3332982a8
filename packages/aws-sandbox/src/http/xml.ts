import { XMLParser } from 'fast-xml-parser';
import { AwsError } from './aws-error.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for XML 1.0. Control characters become character references, as in S3's answers. */
function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\t\n -\ufffd]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
}

/** An element around XML content. */
export function element(name: string, ...content: string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}

/** An element around text; an empty string when the value is undefined. */
export function textElement(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
}

export function xmlDocument(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${content}`;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  processEntities: true,
  htmlEntities: true,
});

/**
 * Reads the XML of a request body.
 *
 * @throws AwsError MalformedXML when the body is not XML or has another root
 */
export function parseXml(text: string, root: string): XmlElement {
  try {
    const parsed = parser.parse(text) as Record<string, unknown>;
    if (root in parsed) return new XmlElement(parsed[root]);
  } catch (error) {
    throw malformedXml(error);
  }
  throw malformedXml();
}

export function malformedXml(cause?: unknown): AwsError {
  return new AwsError(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    { cause },
  );
}

/** A parsed element. A name with one child and a name with many read the same. */
export class XmlElement {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  children(name: string): XmlElement[] {
    if (typeof this.#value !== 'object' || this.#value === null) return [];
    const value = (this.#value as Record<string, unknown>)[name];
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((item) => new XmlElement(item));
  }

  child(name: string): XmlElement | undefined {
    return this.children(name)[0];
  }

  /** The element's own text. */
  text(): string {
    return typeof this.#value === 'string' ? this.#value : '';
  }

  textOf(name: string): string | undefined {
    return this.child(name)?.text();
  }

  textsOf(name: string): string[] {
    return this.children(name).map((child) => child.text());
  }
}
