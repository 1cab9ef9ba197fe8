"""The namespaces of Elastic Beanstalk's options, as data.

Source: Elastic Beanstalk Developer Guide, "General options for all environments" and "Platform specific
options".
"""

from __future__ import annotations

from typing import Final

NAMESPACES: Final = (
    "aws:autoscaling:asg",
    "aws:autoscaling:launchconfiguration",
    "aws:autoscaling:scheduledaction",
    "aws:autoscaling:trigger",
    "aws:autoscaling:updatepolicy:rollingupdate",
    "aws:cloudformation:template:parameter",
    "aws:ec2:instances",
    "aws:ec2:vpc",
    "aws:elasticbeanstalk:application",
    "aws:elasticbeanstalk:application:environment",
    "aws:elasticbeanstalk:application:environmentsecrets",
    "aws:elasticbeanstalk:cloudwatch:logs",
    "aws:elasticbeanstalk:cloudwatch:logs:health",
    "aws:elasticbeanstalk:command",
    "aws:elasticbeanstalk:control",
    "aws:elasticbeanstalk:customoption",
    "aws:elasticbeanstalk:environment",
    "aws:elasticbeanstalk:environment:proxy",
    "aws:elasticbeanstalk:environment:proxy:staticfiles",
    "aws:elasticbeanstalk:healthreporting:system",
    "aws:elasticbeanstalk:hostmanager",
    "aws:elasticbeanstalk:managedactions",
    "aws:elasticbeanstalk:managedactions:platformupdate",
    "aws:elasticbeanstalk:monitoring",
    "aws:elasticbeanstalk:sns:topics",
    "aws:elasticbeanstalk:sqsd",
    "aws:elasticbeanstalk:trafficsplitting",
    "aws:elasticbeanstalk:xray",
    "aws:elb:healthcheck",
    "aws:elb:loadbalancer",
    "aws:elb:policies",
    "aws:elbv2:listener:default",
    "aws:elbv2:loadbalancer",
    "aws:rds:dbinstance",
)
"""Namespaces of options (Developer Guide, "General options for all environments")."""
OPEN: Final = (
    "aws:elasticbeanstalk:container:",
    "aws:elasticbeanstalk:environment:process:",
    "aws:elb:listener",
    "aws:elb:policies:",
    "aws:elbv2:listener:",
    "aws:elbv2:listenerrule:",
)
"""How namespaces begin whose last part is a platform's or a name of the user's."""
