"""Model versions: registered, examined, promoted and rolled back.

promotion_log   who was live when, and why
model_registry  versions in a folder, and the pointer to the champion
schemas         versions in requests and answers
exams           two exams for every version, and the gate before a promotion
exam_schemas    exams in answers
"""
