"""The roles, and what each of them may ask of Loxley at all."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    LEAD_PROFESSIONAL = "lead-professional"
    TEAM_MEMBER = "team-member"
    AGENCY_MANAGER = "agency-manager"
    PROGRAMME_COORDINATOR = "programme-coordinator"
    CAF_COORDINATOR = "caf-coordinator"
    INTERNAL_AUDITOR = "internal-auditor"
    AUTHORISING_OFFICER = "authorising-officer"
    ANALYST = "analyst"
    BOARD_READER = "board-reader"
    VISITING_READER = "visiting-reader"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as pages print it."""
        return (
            "CAF coordinator" if self is Role.CAF_COORDINATOR else self.value.replace("-", " ").capitalize()
        )


class Responsibility(StrEnum):
    """What a posting makes its holder responsible for."""

    OWN_CASELOAD = "own-caseload"
    ESTABLISHMENT = "establishment"
    AGENCY = "agency"


class Action(StrEnum):
    """What may be asked of Loxley, as the role table names it."""

    LIST_FAMILIES = "list-families"
    UPDATE_A_FAMILY = "update-a-family"
    ADD_TO_A_FAMILY = "add-to-a-family"
    WRITE_OVERSIGHT = "write-oversight"
    READ_ASSESSMENT_FORMS = "read-assessment-forms"
    REGISTER_A_FAMILY = "register-a-family"
    CORRECT_A_FAMILY = "correct-a-family"
    MERGE_RECORDS = "merge-records"
    REFER_A_FAMILY = "refer-a-family"
    DECIDE_REFERRALS = "decide-referrals"
    NAME_COVER = "name-cover"
    APPROVE_SHARING = "approve-sharing"
    SEE_WHO_OPENED = "see-who-opened"
    SEE_NOTED_RISKS = "see-noted-risks"
    NOTE_LEAD_CHANGES = "note-lead-changes"
    RUN_QUALITY_AUDITS = "run-quality-audits"
    AUDIT_ASSESSMENTS = "audit-assessments"
    FOLLOW_UP_AUDITS = "follow-up-audits"
    RUN_TRAINING = "run-training"
    BOOK_TRAINING = "book-training"
    SEE_TRAINING = "see-training"
    SEE_MEETINGS = "see-meetings"
    RUN_TRIAGE = "run-triage"
    ANSWER_TRIAGE = "answer-triage"
    SEE_DATA_SHEET = "see-data-sheet"
    SEE_CAF_REPORTS = "see-caf-reports"
    SEE_DATA_QUALITY = "see-data-quality"
    SEE_CAF_REGISTER = "see-caf-register"
    RUN_CAMPAIGNS = "run-campaigns"
    RUN_CAMPAIGNS_OF_PEOPLE = "run-campaigns-of-people"
    ANSWER_CAMPAIGNS = "answer-campaigns"
    SEE_CLAIMS = "see-claims"
    SEE_RULE_PACKS = "see-rule-packs"
    DRAFT_RULE_PACKS = "draft-rule-packs"
    APPROVE_RULE_PACKS = "approve-rule-packs"
    ASK_FOR_DISCRETION = "ask-for-discretion"
    USE_DISCRETION = "use-discretion"
    AUDIT_CLAIMS = "audit-claims"
    SEE_CLAIM_AUDITS = "see-claim-audits"
    SET_AUDIT_TERMS = "set-audit-terms"
    RUN_ASSURANCE = "run-assurance"
    KEEP_AGREEMENTS = "keep-agreements"
    SEE_BRIEFS = "see-briefs"
    ENTER_EVIDENCE = "enter-evidence"
    CHECK_EVIDENCE = "check-evidence"
    ASK_FOR_EVIDENCE = "ask-for-evidence"
    READ_DOCUMENTS = "read-documents"
    PREPARE_CLAIMS = "prepare-claims"
    SEE_CLAIMS_UNDER_AUDIT = "see-claims-under-audit"
    SEE_CLAIMS_ON_RETURNS = "see-claims-on-returns"
    REQUEST_A_REPORT = "request-a-report"
    REQUEST_A_RETURN = "request-a-return"
    SEE_RETURNS = "see-returns"
    PREPARE_RETURNS = "prepare-returns"
    SIGN_RETURNS = "sign-returns"
    SEE_RELEASES = "see-releases"
    OPEN_FIGURES = "open-figures"
    NAME_READERS = "name-readers"
    SUBMIT_REPORTS = "submit-reports"
    APPROVE_REPORTS = "approve-reports"
    SHARE_REPORTS = "share-reports"
    WRITE_BOARD_REPORT = "write-board-report"
    MAKE_EXPORTS = "make-exports"
    MAKE_INSPECTION_PACKS = "make-inspection-packs"
    IMPORT = "import"
    MANAGE_USERS = "manage-users"


ROLES_MAY: dict[Action, frozenset[Role]] = {
    Action.LIST_FAMILIES: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    Action.UPDATE_A_FAMILY: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    # Team members add notes and actions of their own; what others wrote they leave alone.
    Action.ADD_TO_A_FAMILY: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    Action.WRITE_OVERSIGHT: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.READ_ASSESSMENT_FORMS: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.TEAM_MEMBER,
            Role.AGENCY_MANAGER,
            Role.PROGRAMME_COORDINATOR,
            Role.CAF_COORDINATOR,
        }
    ),
    # Whoever registers a family opens it next, and nobody leads it yet.
    Action.REGISTER_A_FAMILY: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.MERGE_RECORDS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.CORRECT_A_FAMILY: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.REFER_A_FAMILY: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.TEAM_MEMBER,
            Role.AGENCY_MANAGER,
            Role.CAF_COORDINATOR,
            Role.PROGRAMME_COORDINATOR,
        }
    ),
    Action.DECIDE_REFERRALS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.NAME_COVER: frozenset({Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER}),
    Action.APPROVE_SHARING: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.SEE_WHO_OPENED: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.SEE_NOTED_RISKS: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    Action.NOTE_LEAD_CHANGES: frozenset({Role.CAF_COORDINATOR}),
    Action.RUN_QUALITY_AUDITS: frozenset({Role.CAF_COORDINATOR}),
    # Whoever may be named as an auditor; being named, and consent, decide what they read.
    Action.AUDIT_ASSESSMENTS: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.TEAM_MEMBER,
            Role.AGENCY_MANAGER,
            Role.CAF_COORDINATOR,
            Role.PROGRAMME_COORDINATOR,
        }
    ),
    Action.FOLLOW_UP_AUDITS: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.CAF_COORDINATOR}
    ),
    Action.RUN_TRAINING: frozenset({Role.CAF_COORDINATOR}),
    Action.BOOK_TRAINING: frozenset({Role.AGENCY_MANAGER, Role.CAF_COORDINATOR}),
    Action.SEE_TRAINING: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.CAF_COORDINATOR}
    ),
    Action.SEE_MEETINGS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.RUN_TRIAGE: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.ANSWER_TRIAGE: frozenset({Role.AGENCY_MANAGER}),
    Action.SEE_DATA_SHEET: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_CAF_REPORTS: frozenset({Role.PROGRAMME_COORDINATOR, Role.CAF_COORDINATOR}),
    Action.SEE_DATA_QUALITY: frozenset({Role.PROGRAMME_COORDINATOR, Role.ANALYST}),
    Action.SEE_CAF_REGISTER: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    Action.RUN_CAMPAIGNS: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    # Two people who may be one are told by their names and homes, which the register does not show.
    Action.RUN_CAMPAIGNS_OF_PEOPLE: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.ANSWER_CAMPAIGNS: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}
    ),
    Action.ENTER_EVIDENCE: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    # Never what one entered oneself: app/claims/rules/checks.py.
    Action.CHECK_EVIDENCE: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.ASK_FOR_EVIDENCE: frozenset({Role.PROGRAMME_COORDINATOR}),
    # An internal auditor, only those of lines that are with internal audit.
    Action.READ_DOCUMENTS: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.AGENCY_MANAGER,
            Role.PROGRAMME_COORDINATOR,
            Role.INTERNAL_AUDITOR,
        }
    ),
    Action.SEE_CLAIMS: frozenset({Role.PROGRAMME_COORDINATOR}),
    # No family stands in a rule pack: whoever proves or signs by the rules may read them.
    Action.SEE_RULE_PACKS: frozenset(
        {Role.PROGRAMME_COORDINATOR, Role.INTERNAL_AUDITOR, Role.AUTHORISING_OFFICER}
    ),
    Action.DRAFT_RULE_PACKS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.APPROVE_RULE_PACKS: frozenset({Role.AUTHORISING_OFFICER}),
    Action.ASK_FOR_DISCRETION: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.USE_DISCRETION: frozenset({Role.AUTHORISING_OFFICER}),
    Action.AUDIT_CLAIMS: frozenset({Role.INTERNAL_AUDITOR}),
    # The coordinator and the authorising officer read what came of an audit, and change nothing in it.
    Action.SEE_CLAIM_AUDITS: frozenset(
        {Role.INTERNAL_AUDITOR, Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER}
    ),
    # Neither those who prepare claims nor those who audit them set the limit that they are judged by.
    Action.SET_AUDIT_TERMS: frozenset({Role.AUTHORISING_OFFICER}),
    Action.RUN_ASSURANCE: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.KEEP_AGREEMENTS: frozenset({Role.PROGRAMME_COORDINATOR}),
    # A manager, the briefs of what they manage alone.
    Action.SEE_BRIEFS: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.PREPARE_CLAIMS: frozenset({Role.PROGRAMME_COORDINATOR}),
    # Which lines these two open is decided by where a line stands, or stood.
    Action.SEE_CLAIMS_UNDER_AUDIT: frozenset({Role.INTERNAL_AUDITOR}),
    Action.SEE_CLAIMS_ON_RETURNS: frozenset({Role.AUTHORISING_OFFICER}),
    Action.REQUEST_A_REPORT: frozenset({Role.PROGRAMME_COORDINATOR, Role.ANALYST}),
    Action.REQUEST_A_RETURN: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_RETURNS: frozenset({Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER}),
    Action.PREPARE_RETURNS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SIGN_RETURNS: frozenset({Role.AUTHORISING_OFFICER}),
    Action.SEE_RELEASES: frozenset(
        {Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER, Role.ANALYST, Role.BOARD_READER}
    ),
    Action.OPEN_FIGURES: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.NAME_READERS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SUBMIT_REPORTS: frozenset({Role.PROGRAMME_COORDINATOR}),
    # Never what one asked for or submitted oneself: app/reports/rules/approval.py.
    Action.APPROVE_REPORTS: frozenset({Role.AUTHORISING_OFFICER}),
    Action.SHARE_REPORTS: frozenset({Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER}),
    # The drafts are exact numbers of the whole city, as the data sheet is.
    Action.WRITE_BOARD_REPORT: frozenset({Role.PROGRAMME_COORDINATOR}),
    # None of them names a child, though List 2 holds dates of birth.
    Action.MAKE_EXPORTS: frozenset({Role.PROGRAMME_COORDINATOR, Role.CAF_COORDINATOR, Role.ANALYST}),
    # A pack tells whole cases by name: only those who may open every family's record.
    Action.MAKE_INSPECTION_PACKS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.IMPORT: frozenset({Role.ANALYST}),
    Action.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
}


REFUSALS: dict[Action, str] = {
    Action.LIST_FAMILIES: "Your role does not include families' records.",
    Action.UPDATE_A_FAMILY: "Only those who lead or manage a family may change its record.",
    Action.ADD_TO_A_FAMILY: "Only those who work with a family may add to its record.",
    Action.WRITE_OVERSIGHT: "Only agency managers and the programme coordinator may write oversight notes.",
    Action.READ_ASSESSMENT_FORMS: "Your role does not include the forms of assessments.",
    Action.REGISTER_A_FAMILY: "Only the programme coordinator may register a family.",
    Action.MERGE_RECORDS: "Only the programme coordinator may merge records, or undo a merge.",
    Action.CORRECT_A_FAMILY: "Only the programme coordinator may correct a family's ward.",
    Action.REFER_A_FAMILY: "Your role does not include the referral of families.",
    Action.DECIDE_REFERRALS: "Only the programme coordinator may decide on referrals.",
    Action.NAME_COVER: "Only lead professionals and their managers may name cover.",
    Action.APPROVE_SHARING: "Only managers may decide about sharing without consent.",
    Action.SEE_WHO_OPENED: "Only managers may see who has opened a record.",
    Action.SEE_NOTED_RISKS: "Only the CAF and the programme coordinator may list risks noted at refusals.",
    Action.NOTE_LEAD_CHANGES: "Only the CAF coordinator is told of changes of lead professional.",
    Action.RUN_QUALITY_AUDITS: "Only the CAF coordinator may draw and run quality audits.",
    Action.AUDIT_ASSESSMENTS: "Your role does not include the audit of assessments.",
    Action.FOLLOW_UP_AUDITS: "Your role does not include what follows from quality audits.",
    Action.RUN_TRAINING: "Only the CAF coordinator may plan training and name mentors.",
    Action.BOOK_TRAINING: "Only agencies' managers and the CAF coordinator may book training.",
    Action.SEE_TRAINING: "Your role does not include training.",
    Action.SEE_MEETINGS: "Only the programme coordinator may open rollout meetings.",
    Action.RUN_TRIAGE: "Only the programme coordinator may plan and run rollout meetings.",
    Action.ANSWER_TRIAGE: "Only agencies' managers answer for them before a rollout meeting.",
    Action.SEE_DATA_SHEET: "Only the programme coordinator may open the live data sheet.",
    Action.SEE_CAF_REPORTS: "Only the programme and CAF coordinators may open the CAF reports.",
    Action.SEE_DATA_QUALITY: "Only the programme coordinator and analysts may open data quality checks.",
    Action.SEE_CAF_REGISTER: "Only the CAF and the programme coordinator may open the CAF register.",
    Action.RUN_CAMPAIGNS: "Only the CAF and the programme coordinator may run data-cleansing campaigns.",
    Action.RUN_CAMPAIGNS_OF_PEOPLE: "Only the programme coordinator may ask about people who may be on file "
    "twice.",
    Action.ANSWER_CAMPAIGNS: "Your role does not include data-cleansing campaigns.",
    Action.ENTER_EVIDENCE: "Only those who lead a family, manage where it is led, or coordinate "
    "the programme may enter evidence.",
    Action.CHECK_EVIDENCE: "Only agency managers and the programme coordinator may check evidence.",
    Action.ASK_FOR_EVIDENCE: "Only the programme coordinator may ask for evidence that is missing.",
    Action.READ_DOCUMENTS: "Your role does not include documents of families.",
    Action.SEE_CLAIMS: "Only the programme coordinator may open the evaluation of claims.",
    Action.SEE_RULE_PACKS: "Only those who prepare, audit and sign claims may open the rule packs.",
    Action.DRAFT_RULE_PACKS: "Only the programme coordinator may draft rules.",
    Action.APPROVE_RULE_PACKS: "Only authorising officers may approve rules.",
    Action.ASK_FOR_DISCRETION: "Only the programme coordinator may ask to let a part of a result pass.",
    Action.USE_DISCRETION: "Only authorising officers may let a part of a result pass.",
    Action.AUDIT_CLAIMS: "Only internal auditors may draw samples of claims and record what they find.",
    Action.SEE_CLAIM_AUDITS: "Your role does not include the internal audit of claims.",
    Action.SET_AUDIT_TERMS: "Only the authorising officer may set the size of samples and the limit.",
    Action.KEEP_AGREEMENTS: "Only the programme coordinator may keep information-sharing agreements.",
    Action.SEE_BRIEFS: "Only managers and the programme coordinator may open the briefs of agencies.",
    Action.RUN_ASSURANCE: "Only the programme coordinator may record assurance visits.",
    Action.PREPARE_CLAIMS: "Only the programme coordinator may prepare claims.",
    Action.SEE_CLAIMS_UNDER_AUDIT: "Only internal auditors may open claims under audit.",
    Action.SEE_CLAIMS_ON_RETURNS: "Only authorising officers may open claims of returns that wait for them.",
    Action.REQUEST_A_REPORT: "Only the programme coordinator and analysts may ask for a report.",
    Action.REQUEST_A_RETURN: "Only the programme coordinator may ask for a return.",
    Action.SEE_RETURNS: "Only those who prepare and sign returns may open them.",
    Action.PREPARE_RETURNS: "Only the programme coordinator may prepare a return and record its answers.",
    Action.SIGN_RETURNS: "Only the authorising officer may sign or refuse a return.",
    Action.SEE_RELEASES: "Your role does not include reports and returns.",
    Action.OPEN_FIGURES: "Only the programme coordinator may open the families behind a figure.",
    Action.NAME_READERS: "Only the programme coordinator may name readers of an internal report.",
    Action.SUBMIT_REPORTS: "Only the programme coordinator may submit a board report for approval.",
    Action.APPROVE_REPORTS: "Only the authorising officer may approve a board report or send it back.",
    Action.SHARE_REPORTS: "Only the programme coordinator and the authorising officer may share reports.",
    Action.WRITE_BOARD_REPORT: "Only the programme coordinator may write for the board report.",
    Action.MAKE_EXPORTS: "Only the programme and CAF coordinators and analysts may make exports.",
    Action.MAKE_INSPECTION_PACKS: "Only the programme coordinator may make inspection packs.",
    Action.IMPORT: "Only analysts may import data.",
    Action.MANAGE_USERS: "Only administrators may manage users.",
}
