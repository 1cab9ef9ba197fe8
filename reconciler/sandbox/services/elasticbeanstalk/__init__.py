"""Elastic Beanstalk: applications, versions, templates, environments and what becomes of them."""
