"""The inbox: drawings with the digit that their author meant, until the admin accepts or rejects them.

table        the table and its queries
inbox        adds, lists, decides, imports and exports corrections
schemas      requests and answers
"""
