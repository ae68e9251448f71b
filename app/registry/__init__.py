"""Model versions: registered, examined, promoted and rolled back.

promotion_log   which version was champion when, and why
model_registry  versions in a folder, and the pointer to the champion
schemas         versions in requests and answers
exams           two exams for every version, and the check before a promotion
exam_schemas    exams in answers
"""
