"""How tables are headed and filled in Spanish, German, Swahili, Portuguese and French, beside English.

Words stand without accents, as they are compared: ``fallig`` is *fällig*.
"""

from __future__ import annotations

#: By the name of what a column holds.
PEOPLE = {
    "NAME": "nombre completo|nombre y apellido|nombre y apellidos|nombre|socio|miembro|alumno|"
    "pagador|vollstandiger name|"
    "mitglied|mitgliedsname|jina|jina kamili|majina|mwanachama|nome completo|nome|associado|membro|nom|nom complet|"
    "nom et prenom|membre",
    "FIRST": "primer nombre|nombres|nombre de pila|vorname|vornamen|jina la kwanza|primeiro nome|prenom|prenoms",
    "LAST": "apellido|apellidos|nachname|familienname|zuname|jina la mwisho|jina la ukoo|sobrenome|ultimo nome|"
    "nom de famille",
    "EMAIL": "correo|correo electronico|email del miembro|direccion de correo|e mail adresse|mailadresse|"
    "barua pepe|anwani ya barua pepe|endereco de email|correio eletronico|courriel|adresse e mail|adresse email",
}
PAYMENTS = {
    "AMOUNT": "monto|importe|cantidad|valor|monto pagado|importe pagado|pagado|pago|cuota pagada|betrag|"
    "gezahlter betrag|bezahlter betrag|bezahlt|gezahlt|zahlung|kiasi|kiasi kilicholipwa|malipo|valor pago|pagamento|"
    "montant|montant paye|paye|paiement|versement",
    "TOTAL": "total pagado|monto total|importe total|gesamt|gesamtbetrag|summe|insgesamt bezahlt|jumla|"
    "jumla iliyolipwa|jumla ya malipo|total pago|valor total|total paye|montant total",
    "DATE": "fecha|fecha de pago|fecha del pago|fecha pago|fecha de recibo|datum|zahlungsdatum|zahldatum|"
    "bezahlt am|gezahlt am|eingegangen am|zahlungseingang|tarehe|tarehe ya malipo|data|data de pagamento|"
    "data do pagamento|date de paiement|date du paiement|paye le",
    "METHOD": "metodo|metodo de pago|forma de pago|medio de pago|tipo de pago|zahlungsart|zahlungsweise|"
    "zahlungsmethode|njia|njia ya malipo|forma de pagamento|metodo de pagamento|moyen de paiement|"
    "mode de paiement",
    "NOTES": "notas|nota|comentario|comentarios|observacion|observaciones|concepto|bemerkung|bemerkungen|notiz|"
    "notizen|anmerkung|anmerkungen|kommentar|verwendungszweck|maelezo|maoni|observacao|observacoes|descricao|"
    "remarque|remarques|commentaire|commentaires",
    "STATUS": "estado|estado del pago|estado de pago|situacion|estatus|zahlungsstatus|stand|hali|hali ya malipo|"
    "amelipa|situacao|estado do pagamento|situacao do pagamento|statut|etat|statut du paiement",
    "BACK": "reembolsado|reembolso|devuelto|anulado|erstattet|erstattung|storniert|storno|rucklastschrift|"
    "imerudishwa|marejesho|estornado|estorno|rembourse|remboursement|annule",
    "TERM": "periodo|trimestre|semestre|ano|zeitraum|halbjahr|jahr|kipindi|muhula|mwaka|periode|annee",
    "CURRENCY": "moneda|divisa|wahrung|sarafu|moeda|devise|monnaie",
}
MEMBERS = {
    "PHONE": "telefono|celular|movil|telefono movil|telefon|telefonnummer|handy|handynummer|mobil|simu|"
    "nambari ya simu|namba ya simu|telefone|telemovel|portable",
    "INITIATED": "fecha de ingreso|fecha de alta|miembro desde|eintritt|eintrittsdatum|mitglied seit|beigetreten|"
    "tarehe ya kujiunga|data de ingresso|membro desde|date d adhesion|membre depuis",
    "OWES": "saldo|debe|adeuda|deuda|saldo pendiente|monto adeudado|schuldet|offener betrag|ruckstand|deni|anadaiwa|"
    "salio|deve|divida|saldo devedor|doit|solde|solde du|montant du",
    "CREDIT": "credito|saldo a favor|a favor|guthaben|haben|credito a favor|avoir",
    "STATUS": "estado|estado del miembro|situacion|estatus|activo|mitgliedsstatus|aktiv|stand|hali|"
    "hali ya uanachama|situacao|ativo|statut|etat|actif",
    "LEFT": "baja|fecha de baja|graduado|egresado|retirado|austritt|ausgetreten|ausgetreten am|austrittsdatum|"
    "ameondoka|tarehe ya kuondoka|saida|data de saida|desligado|sortie|date de sortie|depart",
    "CURRENCY": "moneda|divisa|wahrung|sarafu|moeda|devise|monnaie",
}
#: Headings that say little, and give way to those that say a thing outright.
LOOSE = (
    "pagado pago bezahlt gezahlt zahlung malipo pagamento paye paiement versement total gesamt summe jumla valor "
    "miembro socio mitglied mwanachama membro membre saldo salio solde activo aktiv ativo actif "
    "amelipa nombre nome nom "
    "ano jahr mwaka annee trimestre semestre mobil portable cantidad stand etat data"
)
DECIDING = (
    "estado|estatus|situac|statut|zahlungsst|\\bhali\\b|pagad|bezahlt|gezahlt|storn|erstatt|reembols|rembours|devuelt|"
    "anulad|annul|estorn|ruckgebuch|lipwa|amelipa|inactiv|inaktiv|inativ|ausgetret|austritt|egresad|ondoka"
)
#: In headings of parts: what a part is called, what orders it, and the other words.
PART_NOUNS = (
    "cuotas?|pagos?|abonos?|plazos?|parcelas?|prestacion(?:es)?|raten?|anzahlung|teilzahlung|teilbetrag|quartal|"
    "trimestre|semestre|awamu|robo|versements?|acomptes?|echeances?|tranches?"
)
ORDINALS = {
    "primer primero primera primeiro erste erster premier premiere kwanza": 1,
    "segundo segunda zweite zweiter deuxieme pili": 2,
    "tercer tercero tercera terceiro terceira dritte dritter troisieme tatu": 3,
    "cuarto cuarta quarto quarta vierte vierter quatrieme nne": 4,
    "quinto quinta funfte cinquieme tano": 5,
    "sexto sexta sechste sixieme sita": 6,
}
PART_MONEY = (
    "monto importe pago pagado pagada betrag bezahlt gezahlt kiasi malipo valor montant "
    "paye de del la el do da du ya"
)
PART_PIECES = {
    "DATE": "fecha datum tarehe data am",
    "METHOD": "metodo forma zahlungsart njia",
    "NOTE": "nota notas notiz bemerkung maelezo",
    "STATUS": "estado situacao hali statut",
}
MONTHS = (
    "enero janeiro januar janner januari janvier|febrero fevereiro februar februari fevrier|marzo "
    "marco marz machi mars|"
    "abril aprili avril|mayo maio mai mei|junio junho juni juin|julio julho juli julai juillet|agosto agosti aout|"
    "septiembre setiembre setembro septemba septembre|octubre outubro oktober oktoba octobre|"
    "noviembre novembro novemba novembre|diciembre dezembro dezember desemba decembre"
)
MONTHS_CUT = "ene janv|fev fevr|mrz|abr avr||||ago|set|okt out||dic dez"

PAID = (
    "pagado|pagada|pagado completo|abonado|cobrado|completado|completo|recibido|recibida|confirmado|liquidado|al dia|"
    "bezahlt|gezahlt|voll bezahlt|beglichen|eingegangen|erhalten|erledigt|uberwiesen|ausgeglichen|teilweise bezahlt|"
    "amelipa|amelipia|imelipwa|umelipa|wamelipa|nimelipa|tayari|imekamilika|imepokelewa|ndio|"
    "pago|paga|quitado|quitada|recebido|recebida|concluido|sim|"
    "paye|payee|regle|reglee|recu|recue|encaisse|encaissee|acquitte|solde"
)
NOT_PAID = (
    "pendiente|pendiente de pago|por pagar|no pagado|no pagada|no pago|impago|impagado|sin pagar|debe|adeuda|vencido|"
    "vencida|atrasado|atrasada|devuelto|devuelta|reembolsado|reembolsada|reembolso|rechazado|"
    "rechazada|anulado|anulada|"
    "cancelado|cancelada|fallido|fallida|en mora|moroso|exento|"
    "offen|noch offen|unbezahlt|nicht bezahlt|nicht gezahlt|noch nicht bezahlt|ausstehend|fallig|uberfallig|saumig|"
    "storniert|storno|erstattet|zuruckerstattet|ruckerstattet|zuruckgebucht|ruckgebucht|rucklastschrift|abgelehnt|"
    "fehlgeschlagen|gemahnt|angemahnt|mahnung|erlassen|schuldet|geplatzt|zuruckgezahlt|"
    "hajalipa|bado hajalipa|bado|hakulipa|haijalipwa|hajalipia|sijalipa|hawajalipa|anadaiwa|deni|ana deni|imeshindwa|"
    "imeshindikana|imekataliwa|imeghairiwa|imefutwa|imerudishwa|amerudishiwa|inasubiri|"
    "pendente|em aberto|aberto|nao pago|nao paga|a pagar|em atraso|atrasado|estornado|estornada|estorno|recusado|"
    "devolvido|inadimplente|falhou|isento|"
    "impaye|impayee|non paye|non payee|pas paye|en attente|en retard|a payer|rembourse|remboursee|"
    "remboursement|refuse|"
    "refusee|annule|annulee|rejete|echoue|echu"
)
HERE = (
    "activo|activa|vigente|miembro|al corriente|aktiv|aktives mitglied|mitglied|hai|yupo|mwanachama|mwanachama hai|"
    "anaendelea|ativo|ativa|membro|regular|actif|active|membre|inscrit|inscrite"
)
GONE = (
    "inactivo|inactiva|no activo|graduado|graduada|egresado|egresada|baja|de baja|dado de baja|retirado|retirada|"
    "renuncio|expulsado|expulsada|suspendido|suspendida|fallecido|fallecida|exmiembro|ex miembro|antiguo miembro|"
    "inaktiv|nicht aktiv|ausgetreten|ausgeschieden|ehemalig|ehemalige|ehemaliger|ehemaliges mitglied|gekundigt|"
    "verstorben|ausgeschlossen|ruhend|abgemeldet|beurlaubt|"
    "ameondoka|ameacha|amejiuzulu|amefariki|hayupo|si hai|si mwanachama|amehitimu|amesimamishwa|amefukuzwa|amehama|"
    "mwanachama wa zamani|"
    "inativo|inativa|desligado|desligada|formado|formada|egresso|egressa|saiu|afastado|afastada|suspenso|suspensa|"
    "expulso|expulsa|falecido|falecida|ex membro|"
    "inactif|inactive|parti|partie|diplome|diplomee|demissionnaire|exclu|exclue|suspendu|suspendue|decede|decedee|"
    "radie|radiee|ancien|ancienne|ancien membre"
)
METHODS = {
    "CARD": "tarjeta tarjetadecredito tarjetadedebito karte kreditkarte eckarte kadi cartao cartaodecredito carte "
    "cartebancaire cartebleue",
    "BANK_DEBIT": "lastschrift bankeinzug domiciliacion debitoautomatico prelevement debitoemconta",
    "CASH": "efectivo enefectivo contado bar barzahlung bargeld taslimu fedhataslimu pesataslimu dinheiro especes "
    "enespeces liquide",
    "CHECK": "scheck hundi cheques",
    "BANK_TRANSFER": "transferencia transferenciabancaria deposito depositobancario uberweisung bankuberweisung "
    "dauerauftrag benki uhamishobenki virement virementbancaire transferenciabancaria",
}
#: Pieces of a note that say that the money did not come, or did not stay.
UNPAID_PIECES = (
    "no pagado|no pago|sin pagar|impagad[oa]|devuelt[oa]|reembolsad[oa]|rechazad[oa]|nicht bezahlt|"
    "unbezahlt|storniert|"
    "erstattet|zuruckgebucht|rucklastschrift|hajalipa|hakulipa|imerudishwa|nao pag[oa]|estornad[oa]|impayee?|"
    "non payee?|remboursee?"
)
