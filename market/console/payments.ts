import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { shanghaiTime } from '../../shared/day.ts';
import { yuanText } from '../../shared/money.ts';
import { document, escapeHtml, safety } from '../html.ts';
import { at } from '../payments/desk.ts';
import type { Desk } from '../payments/desk.ts';
import type { FeeFault } from '../payments/fees.ts';
import { readPolicy } from '../payments/policy.ts';
import { refundAgain } from '../payments/refunds.ts';
import { shareReturnAgain } from '../payments/shares.ts';
import { endSplit, splitAgain } from '../payments/splitting.ts';
import type { Shut } from './console.ts';
import { textsFor } from './language.ts';
import { languageLink } from './parts.ts';
import { readPaymentsOffice } from './payments-figures.ts';
import type { Failure, MerchantRow, PaymentsOffice } from './payments-figures.ts';
import { addRates, percent, ratesCard } from './rates.ts';
import type { ConsoleTexts } from './text.ts';

/** The page's one key posts to this server. */
const headers = {
  ...safety,
  'content-security-policy': safety['content-security-policy'].replace("form-action 'none'", "form-action 'self'"),
};

/**
 * `/console/payments`: what each stall is at the channels, how its money is shared, the limits, and what a channel has refused. A refund,
 * a share or a share that was to come back is asked for again, under its own number, by a key beside it; the contracts' rates have a form.
 */
export function addPaymentsOffice(app: FastifyInstance, desk: Desk, shut: Shut): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, fault: FeeFault | null = null) =>
    reply
      .code(fault === null ? 200 : 422)
      .headers(headers)
      .type('text/html; charset=utf-8')
      .send(
        paymentsPage(
          textsFor(request, reply),
          await readPaymentsOffice(desk.db, desk.market, desk.now()),
          await readPolicy(desk.db, desk.market),
          { isSimulated: desk.standIn !== null, today: shanghaiTime(desk.now()).slice(0, 10), fault },
        ),
      );
  addRates(app, desk, shut, show, (reply) => reply.headers(headers).redirect('/console/payments#rates', 303));
  app.get('/console/payments', async (request, reply) => shut(request, reply) ?? show(request, reply));
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // A form without fields: the address says it all.
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1_024 }, (_request, _body, parsed) => {
      parsed(null, null);
    });
    const again = [
      ['refunds/:no/again', refundAgain],
      ['share-returns/:no/again', shareReturnAgain],
      ['shares/:no/again', splitAgain],
      ['shares/:no/end', endSplit],
    ] as const;
    for (const [path, ask] of again)
      scope.post(`/console/payments/${path}`, async (request, reply) => {
        const refusal = shut(request, reply);
        if (refusal !== null) return refusal;
        const { no } = request.params as { readonly no: string };
        if (await ask(desk.db, at(desk), no)) desk.wake();
        return reply.headers(headers).redirect('/console/payments', 303);
      });
    done();
  });
}

function paymentsPage(
  t: ConsoleTexts,
  office: PaymentsOffice,
  policy: Awaited<ReturnType<typeof readPolicy>>,
  {
    isSimulated,
    today,
    fault,
  }: { readonly isSimulated: boolean; readonly today: string; readonly fault: FeeFault | null },
): string {
  const { office: o } = t;
  return document(
    `${o.title} · ${t.title}`,
    `
<header class="top">
  <h1>${o.title}</h1>
  <p><a href="/console">${t.title}</a> · ${languageLink(t)}</p>
  ${isSimulated ? `<p><span class="chip stop">${o.isSimulated}</span></p>` : ''}
</header>
<main>
<section class="card${office.failures.length === 0 ? '' : ' alarm'}" id="failures"><h2>${office.failures.length === 0 ? o.fine : o.refused}</h2>
${office.failures.length === 0 ? `<p class="empty">${o.allThrough}</p>` : `<ul>${office.failures.map((failure) => failureItem(t, failure)).join('')}</ul>`}
</section>
<section class="card" id="merchants"><h2>${o.merchants}</h2>
${
  office.merchants.length === 0
    ? `<p class="empty">${isSimulated ? o.noneSimulated : o.noneSet}</p>`
    : `<div class="scroll" tabindex="0" role="region" aria-label="${o.list}"><table>
<thead><tr>${o.columns.map((name, i) => `<th scope="col"${i === 4 ? ' class="n"' : ''}>${name}</th>`).join('')}</tr></thead>
<tbody>${office.merchants.map((merchant) => merchantRow(t, merchant)).join('')}</tbody></table></div>`
}
</section>
${ratesCard(t, office, today, fault)}
<section class="card" id="limits"><h2>${o.limits}</h2>
<table><tbody>
<tr><th scope="row">${o.order}</th><td class="n">${yuanText(policy.orderFen)}</td></tr>
<tr><th scope="row">${o.offlineOrder}</th><td class="n">${yuanText(policy.offlineOrderFen)}</td></tr>
<tr><th scope="row">${o.offlineTotal}</th><td class="n">${yuanText(policy.offlineTotalFen)}</td></tr>
<tr><th scope="row">${o.proofKey}</th><td class="n">${o.keyNo(policy.keyId, policy.keySince === 0 ? null : shanghaiTime(policy.keySince).slice(0, 16))}</td></tr>
</tbody></table>
</section>
</main>`,
    null,
    t.language,
  );
}

const paths = { refund: 'refunds', share: 'shares', share_return: 'share-returns' } as const;
function failureItem(t: ConsoleTexts, { kind, no, cause, againAt, stall, fen, to, said, at: when }: Failure): string {
  const { office: o } = t;
  const key = (act: 'again' | 'end', text: string): string =>
    kind === 'share_over'
      ? ''
      : `<form method="post" action="/console/payments/${paths[kind]}/${encodeURIComponent(no)}/${act}"><button${act === 'end' ? ' class="quiet"' : ''}>${text}</button></form>`;
  const why = cause === null ? '' : `<p>${kind === 'share_over' ? `${o.shareEnds} ` : ''}${o.shareCauses[cause]}</p>`;
  const next = againAt === null ? '' : `<p><small>${o.againAt(shanghaiTime(againAt).slice(5, 16))}</small></p>`;
  const keys = `${key('again', o.again)}${kind === 'share' && againAt === null ? key('end', o.giveUp) : ''}`;
  return `<li><b>${o.failure[kind]} ${yuanText(fen)}</b> ${t.stall(escapeHtml(stall))}${to === '' ? '' : ` → ${escapeHtml(to)}`} <code>${escapeHtml(no)}</code> <q>${escapeHtml(said)}</q> <time>${shanghaiTime(when)}</time>${why}${next}<div class="keys">${keys}</div></li>`;
}

function merchantRow(t: ConsoleTexts, row: MerchantRow): string {
  const shares = row.shares.map(
    ({ receiver, basisPoints, description }) =>
      `${escapeHtml(receiver)} ${percent(basisPoints)}${description === '' ? '' : ` <small>${escapeHtml(description)}</small>`}`,
  );
  return `<tr>
<th scope="row"><b>${t.stall(escapeHtml(row.stall))}</b> ${escapeHtml(row.stallName)}</th>
<td>${t.office.channels[row.channel]}</td>
<td><code>${escapeHtml(row.subMerchant)}</code></td>
<td>${row.channel === 'wechat' ? (row.codepayV3 ? 'v3' : 'v2') : '—'}</td>
<td class="n">${percent(row.feeBasisPoints)}${row.nextFee === null ? '' : `<br><small>${t.office.from(row.nextFee.from, percent(row.nextFee.basisPoints))}</small>`}</td>
<td>${shares.length === 0 ? '—' : shares.join('<br>')}</td>
<td>${row.isActive ? `<span class="chip ok">${t.office.active}</span>` : `<span class="chip calm">${t.office.inactive}</span>`}</td>
</tr>`;
}
