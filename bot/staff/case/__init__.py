"""One case on one screen: why it came, what was said, who has it, and a form for every act of staff.

Nothing is sent to a patient without a person pressing send, and no GET changes a case.
"""
