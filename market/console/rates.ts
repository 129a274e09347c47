import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { shanghaiTime } from '../../shared/day.ts';
import { escapeHtml } from '../html.ts';
import { channelNames } from '../payments/channel.ts';
import { at } from '../payments/desk.ts';
import type { Desk } from '../payments/desk.ts';
import { pointsOf, setFeeRate } from '../payments/fees.ts';
import type { FeeChange, FeeFault, FeeRate } from '../payments/fees.ts';
import type { Shut } from './console.ts';
import type { ConsoleTexts } from './text.ts';

/** What the contracts card shows: rates as they are, the youngest day first, and who changed what, newest first. */
export interface Rates {
  readonly rates: readonly FeeRate[];
  readonly changes: readonly FeeChange[];
  readonly stalls: readonly { readonly stall: string; readonly name: string }[];
}

/** Hundredths of a percent as people write them: 38 → `0.38 %`. */
export const percent = (basisPoints: number): string => `${basisPoints / 100} %`;

/**
 * `POST /console/payments/rates`: sets a contract's rate from a day on, or takes one back (an empty percentage). What is wrong is said on the page itself
 * (`show`), else the page is opened anew.
 */
export function addRates(
  app: FastifyInstance,
  desk: Desk,
  shut: Shut,
  show: (request: FastifyRequest, reply: FastifyReply, fault: FeeFault) => Promise<FastifyReply>,
  done: (reply: FastifyReply) => FastifyReply,
): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4_096 },
      (_request, body, parsed) => {
        parsed(null, new URLSearchParams(String(body)));
      },
    );
    scope.post('/console/payments/rates', async (request, reply) => {
      const refusal = shut(request, reply);
      if (refusal !== null) return refusal;
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const read = (name: string): string => (form.get(name) ?? '').trim();
      const channel = channelNames.find((one) => one === read('channel'));
      const text = read('percent');
      const basisPoints = text === '' ? null : pointsOf(text);
      if (channel === undefined || Number.isNaN(basisPoints)) return show(request, reply, 'rate');
      const wish = {
        channel,
        stall: read('stall'),
        from: read('from'),
        basisPoints,
        actor: read('actor').slice(0, 40),
      };
      const fault = await setFeeRate(desk.db, at(desk), wish);
      return fault === null ? done(reply) : show(request, reply, fault);
    });
    ready();
  });
}

/** The card of contracts: the rates, a form for another one, a key that takes one back, and the changes. */
export function ratesCard(
  t: ConsoleTexts,
  { rates, changes, stalls }: Rates,
  today: string,
  fault: FeeFault | null,
): string {
  const { rates: r, channels } = t.office;
  const whose = (stall: string): string => (stall === '' ? r.everyStall : t.stall(escapeHtml(stall)));
  const rows = rates.map(
    (
      rate,
    ) => `<tr><th scope="row">${channels[rate.channel]}</th><td>${whose(rate.stall)}</td><td class="n">${percent(rate.basisPoints)}</td><td>${rate.from}</td>
<td><form method="post" action="/console/payments/rates" class="inline"><input type="hidden" name="channel" value="${rate.channel}"><input type="hidden" name="stall" value="${escapeHtml(rate.stall)}"><input type="hidden" name="from" value="${rate.from}"><input type="hidden" name="percent" value=""><input name="actor" required maxlength="40" placeholder="${r.actor}" aria-label="${r.actor}"><button class="quiet">${r.takeBack}</button></form></td></tr>`,
  );
  const said = changes.map(
    ({ channel, stall, from, was, is, actor, at: when }) =>
      `<li><time>${shanghaiTime(when).slice(0, 16)}</time> ${escapeHtml(actor)} · ${channels[channel]} ${whose(stall)} ${r.from(from)} ${was === null ? '—' : percent(was)} → ${is === null ? '—' : percent(is)}</li>`,
  );
  return `<section class="card" id="rates"><h2>${r.title}</h2>
${fault === null ? '' : `<p class="said wrong" role="alert">${r.faults[fault]}</p>`}
<p class="empty">${r.standard}</p>
${rows.length === 0 ? '' : `<div class="scroll" tabindex="0" role="region" aria-label="${r.title}"><table><thead><tr>${r.columns.map((name, i) => `<th scope="col"${i === 2 ? ' class="n"' : ''}>${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`}
<form method="post" action="/console/payments/rates" class="upload">
<label>${r.columns[0]} <select name="channel">${channelNames.map((name) => `<option value="${name}">${channels[name]}</option>`).join('')}</select></label>
<label>${r.columns[1]} <select name="stall"><option value="">${r.everyStall}</option>${stalls.map(({ stall, name }) => `<option value="${escapeHtml(stall)}">${t.stall(escapeHtml(stall))} ${escapeHtml(name)}</option>`).join('')}</select></label>
<label>${r.percent} <input name="percent" inputmode="decimal" required pattern="\\d{1,2}([.]\\d{1,2})?" size="6" placeholder="0.38"></label>
<label>${r.columns[3]} <input type="date" name="from" required value="${today}"></label>
<label>${r.actor} <input name="actor" required maxlength="40" autocomplete="name"></label>
<button>${r.set}</button>
</form>
${said.length === 0 ? '' : `<details><summary>${r.changes(changes.length)}</summary><ul>${said.join('')}</ul></details>`}
</section>`;
}
