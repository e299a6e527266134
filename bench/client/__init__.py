"""The patients of a load: browsers made of bare connections, so that many of them cost little beside what they measure.

Every time is taken when the bytes arrive, before anything is made of them.
"""
