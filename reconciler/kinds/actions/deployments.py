"""Deployments: by CloudFormation, and by everything else."""

from __future__ import annotations

from reconciler.kinds.actions.word import BOOLEAN, MAYBE, ONE, ActionType

STACKS = (
    ActionType(
        "Deploy",
        "CloudFormation",
        required=("ActionMode", "StackName"),
        optional=(
            "ChangeSetName",
            "Capabilities",
            "RoleArn",
            "TemplatePath",
            "TemplateConfiguration",
            "ParameterOverrides",
            "OutputFileName",
        ),
        values={
            "ActionMode": (
                "CREATE_UPDATE",
                "CHANGE_SET_REPLACE",
                "CHANGE_SET_EXECUTE",
                "REPLACE_ON_FAILURE",
                "DELETE_ONLY",
            )
        },
        inputs=(0, 10),
        outputs=MAYBE,
    ),
    ActionType(
        "Deploy",
        "CloudFormationStackSet",
        required=("StackSetName", "TemplatePath"),
        optional=(
            "Description",
            "Parameters",
            "Capabilities",
            "PermissionModel",
            "AdministrationRoleArn",
            "ExecutionRoleName",
            "OrganizationsAutoDeployment",
            "DeploymentTargets",
            "Regions",
            "FailureTolerancePercentage",
            "MaxConcurrentPercentage",
        ),
        values={"PermissionModel": ("SELF_MANAGED", "SERVICE_MANAGED")},
        inputs=(1, 3),
    ),
    ActionType(
        "Deploy",
        "CloudFormationStackInstances",
        required=("StackSetName", "Regions"),
        optional=(
            "DeploymentTargets",
            "ParameterOverrides",
            "FailureTolerancePercentage",
            "MaxConcurrentPercentage",
        ),
        inputs=(0, 2),
    ),
)
"""Deployments by CloudFormation."""

DEPLOYS = (
    ActionType(
        "Deploy", "CodeDeploy", required=("ApplicationName", "DeploymentGroupName"), inputs=ONE
    ),
    ActionType(
        "Deploy",
        "CodeDeployToECS",
        required=(
            "ApplicationName",
            "DeploymentGroupName",
            "TaskDefinitionTemplateArtifact",
            "AppSpecTemplateArtifact",
        ),
        optional=(
            "AppSpecTemplatePath",
            "TaskDefinitionTemplatePath",
            "Image1ArtifactName",
            "Image1ContainerName",
            "Image2ArtifactName",
            "Image2ContainerName",
            "Image3ArtifactName",
            "Image3ContainerName",
            "Image4ArtifactName",
            "Image4ContainerName",
        ),
        inputs=(1, 5),
    ),
    ActionType(
        "Deploy", "ElasticBeanstalk", required=("ApplicationName", "EnvironmentName"), inputs=ONE
    ),
    ActionType(
        "Deploy",
        "ECS",
        required=("ClusterName", "ServiceName"),
        optional=("FileName", "DeploymentTimeout"),
        inputs=ONE,
    ),
    ActionType(
        "Deploy",
        "EKS",
        required=("ClusterName",),
        optional=(
            "HelmReleaseName",
            "HelmChartLocation",
            "HelmValuesFiles",
            "ManifestFiles",
            "Namespace",
            "Subnets",
            "SecurityGroupIds",
        ),
        inputs=ONE,
        v2=True,
    ),
    ActionType(
        "Deploy",
        "EC2",
        required=("InstanceTagKey", "InstanceType"),
        optional=(
            "InstanceTagValue",
            "TargetDirectory",
            "DeploySpec",
            "MaxBatch",
            "MaxError",
            "TargetGroupNameList",
            "PreScript",
            "PostScript",
        ),
        values={"InstanceType": ("EC2", "SSM_MANAGED_NODE")},
        inputs=ONE,
        v2=True,
    ),
    ActionType(
        "Deploy",
        "Lambda",
        required=("FunctionName",),
        optional=("FunctionAlias", "PublishedTargetVersion", "DeployStrategy", "Alarms"),
        inputs=MAYBE,
        v2=True,
    ),
    ActionType(
        "Deploy",
        "S3",
        required=("BucketName", "Extract"),
        optional=("ObjectKey", "KMSEncryptionKeyARN", "CannedACL", "CacheControl"),
        values={"Extract": BOOLEAN},
        inputs=ONE,
    ),
    ActionType(
        "Deploy",
        "AppConfig",
        required=(
            "Application",
            "Environment",
            "ConfigurationProfile",
            "InputArtifactConfigurationPath",
            "DeploymentStrategy",
        ),
        inputs=ONE,
    ),
    ActionType(
        "Deploy",
        "ServiceCatalog",
        required=("ProductId",),
        optional=(
            "TemplateFilePath",
            "ProductVersionName",
            "ProductType",
            "ProductVersionDescription",
            "ConfigurationFilePath",
        ),
        inputs=ONE,
    ),
    ActionType(
        "Deploy",
        "OpsWorks",
        optional=("Stack", "App", "Layer"),
        inputs=ONE,
        closed=False,
        ended="OpsWorks ended on 26 May 2024",
    ),
    ActionType(
        "Deploy",
        "AlexaSkillsKit",
        required=("ClientId", "ClientSecret", "RefreshToken", "SkillId"),
        secret=("ClientSecret", "RefreshToken"),
        inputs=(1, 2),
        owner="ThirdParty",
    ),
)
"""Deployments by everything else."""
