"""CodePipeline's own action types, as data.

Source: the CodePipeline user guide, "Action structure reference" (configuration fields, which of
them are required or secret, what needs a V2 pipeline) and "Valid input and output artifacts for
each action type". AppConfig's DeploymentStrategy, optional on its page, is required in the live
ListActionTypes (radkawar/stackd, docs/codepipeline.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ONE = (1, 1)
_SOME = (0, 5)


@dataclass(frozen=True)
class ActionType:
    """One action type: whose it is, which configuration it takes, how many artifacts.

    `inputs` and `outputs` are the least and the greatest number; `v2` marks what only a pipeline
    of type V2 may use.
    """

    category: str
    provider: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    secret: frozenset[str] = frozenset()
    inputs: tuple[int, int] = (0, 0)
    outputs: tuple[int, int] = (0, 0)
    v2: bool = False
    owner: str = "AWS"
    version: str = "1"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What an `actionTypeId` names: category, owner, provider, version."""
        return self.category, self.owner, self.provider, self.version


def identity(action_type_id: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return the category, owner, provider and version that an `actionTypeId` names."""
    at = action_type_id
    return at["category"], at["owner"], at["provider"], at["version"]


def _of(named: str, required: str = "", optional: str = "", **rest: Any) -> ActionType:
    category, provider = named.split("/")
    return ActionType(category, provider, tuple(required.split()), tuple(optional.split()), **rest)


_CODEBUILD = "PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables"
_DEVICE_FARM = (
    "AppiumVersion Test FuzzEventCount FuzzEventThrottle FuzzRandomizerSeed RadioBluetoothEnabled "
    "RadioGpsEnabled RadioNfcEnabled RadioWifiEnabled RecordAppPerformanceData RecordVideo "
    "CustomHostMachineArtifacts CustomDeviceArtifacts UnmeteredDevicesOnly JobTimeoutMinutes "
    "Latitude Longitude"
)
_BLUE_GREEN = (
    "AppSpecTemplatePath TaskDefinitionTemplatePath Image1ArtifactName Image1ContainerName "
    "Image2ArtifactName Image2ContainerName Image3ArtifactName Image3ContainerName "
    "Image4ArtifactName Image4ContainerName"
)
_STACK = (
    "ChangeSetName Capabilities RoleArn TemplatePath TemplateConfiguration ParameterOverrides "
    "OutputFileName"
)
_STACK_SET = (
    "Description Parameters Capabilities PermissionModel AdministrationRoleArn ExecutionRoleName "
    "OrganizationsAutoDeployment DeploymentTargets Regions FailureTolerancePercentage "
    "MaxConcurrentPercentage"
)
_INSTANCES = (
    "DeploymentTargets ParameterOverrides FailureTolerancePercentage MaxConcurrentPercentage"
)
_EKS = (
    "HelmReleaseName HelmChartLocation HelmValuesFiles ManifestFiles Namespace Subnets "
    "SecurityGroupIds"
)
_EC2 = (
    "InstanceTagValue TargetDirectory DeploySpec MaxBatch MaxError TargetGroupNameList PreScript "
    "PostScript"
)
_SCAN = "ECRRepositoryName ImageTag CriticalThreshold HighThreshold MediumThreshold LowThreshold"

_SOURCES: tuple[ActionType, ...] = (
    _of(
        "Source/CodeCommit",
        "RepositoryName BranchName",
        "PollForSourceChanges OutputArtifactFormat",
        outputs=_ONE,
    ),
    _of(
        "Source/S3",
        "S3Bucket S3ObjectKey",
        "PollForSourceChanges AllowOverrideForS3ObjectKey",
        outputs=_ONE,
    ),
    _of("Source/ECR", "RepositoryName", "ImageTag", outputs=_ONE),
    _of(
        "Source/CodeStarSourceConnection",
        "ConnectionArn FullRepositoryId BranchName",
        "OutputArtifactFormat DetectChanges",
        outputs=_ONE,
    ),
    _of(
        "Source/GitHub",
        "Owner Repo Branch OAuthToken",
        "PollForSourceChanges",
        secret=frozenset({"OAuthToken"}),
        outputs=_ONE,
        owner="ThirdParty",
    ),
)
_DEPLOYS: tuple[ActionType, ...] = (
    _of("Deploy/CodeDeploy", "ApplicationName DeploymentGroupName", inputs=_ONE),
    _of(
        "Deploy/CodeDeployToECS",
        "ApplicationName DeploymentGroupName TaskDefinitionTemplateArtifact "
        "AppSpecTemplateArtifact",
        _BLUE_GREEN,
        inputs=(1, 5),
    ),
    _of("Deploy/ElasticBeanstalk", "ApplicationName EnvironmentName", inputs=_ONE),
    _of("Deploy/ECS", "ClusterName ServiceName", "FileName DeploymentTimeout", inputs=_ONE),
    _of("Deploy/EKS", "ClusterName", _EKS, inputs=_ONE, v2=True),
    _of("Deploy/EC2", "InstanceTagKey InstanceType", _EC2, inputs=_ONE, v2=True),
    _of(
        "Deploy/Lambda",
        "FunctionName",
        "FunctionAlias PublishedTargetVersion DeployStrategy Alarms",
        inputs=(0, 1),
        v2=True,
    ),
    _of("Deploy/CloudFormation", "ActionMode StackName", _STACK, inputs=(0, 10), outputs=(0, 1)),
    _of("Deploy/CloudFormationStackSet", "StackSetName TemplatePath", _STACK_SET, inputs=(1, 3)),
    _of("Deploy/CloudFormationStackInstances", "StackSetName Regions", _INSTANCES, inputs=(0, 2)),
    _of(
        "Deploy/S3",
        "BucketName Extract",
        "ObjectKey KMSEncryptionKeyARN CannedACL CacheControl",
        inputs=_ONE,
    ),
    _of(
        "Deploy/AppConfig",
        "Application Environment ConfigurationProfile InputArtifactConfigurationPath "
        "DeploymentStrategy",
        inputs=_ONE,
    ),
    _of(
        "Deploy/ServiceCatalog",
        "ProductId",
        "TemplateFilePath ProductVersionName ProductType ProductVersionDescription "
        "ConfigurationFilePath",
        inputs=_ONE,
    ),
    _of(
        "Deploy/AlexaSkillsKit",
        "ClientId ClientSecret RefreshToken SkillId",
        secret=frozenset({"ClientSecret", "RefreshToken"}),
        inputs=(1, 2),
        owner="ThirdParty",
    ),
)
_OTHERS: tuple[ActionType, ...] = (
    _of("Build/CodeBuild", "ProjectName", _CODEBUILD, inputs=(1, 5), outputs=_SOME),
    _of("Test/CodeBuild", "ProjectName", _CODEBUILD, inputs=(1, 5), outputs=_SOME),
    _of(
        "Build/ECRBuildAndPublish",
        "ECRRepositoryName",
        "DockerFilePath ImageTags RegistryType",
        inputs=_ONE,
        v2=True,
    ),
    _of(
        "Compute/Commands",
        "",
        "EnvironmentType ComputeType VpcId Subnets SecurityGroupIds",
        inputs=(1, 10),
        outputs=(0, 1),
        v2=True,
    ),
    _of(
        "Test/DeviceFarm",
        "AppType ProjectId App DevicePoolArn TestType",
        _DEVICE_FARM,
        inputs=_ONE,
    ),
    _of("Invoke/Lambda", "FunctionName", "UserParameters", inputs=_SOME, outputs=_SOME),
    _of(
        "Invoke/StepFunctions",
        "StateMachineArn",
        "ExecutionNamePrefix InputType Input",
        inputs=(0, 1),
        outputs=(0, 1),
    ),
    _of("Invoke/CodePipeline", "PipelineName", "SourceRevisions Variables", v2=True),
    _of("Invoke/InspectorScan", "InspectorRunMode", _SCAN, inputs=(0, 1), outputs=_ONE, v2=True),
    _of("Approval/Manual", "", "NotificationArn CustomData ExternalEntityLink"),
)
ACTION_TYPES = {kind.identity: kind for kind in (*_SOURCES, *_OTHERS, *_DEPLOYS)}
"""Every action type of AWS and its partners, by identity. Offered in all regions here."""


def described(kind: ActionType) -> dict[str, Any]:
    """Return an action type as ListActionTypes shows it."""
    return {
        "id": dict(zip(("category", "owner", "provider", "version"), kind.identity, strict=True)),
        "settings": {},
        "actionConfigurationProperties": [
            {
                "name": key,
                "required": key in kind.required,
                "key": False,
                "secret": key in kind.secret,
                "queryable": False,
            }
            for key in (*kind.required, *kind.optional)
        ],
        "inputArtifactDetails": _details(kind.inputs),
        "outputArtifactDetails": _details(kind.outputs),
    }


def custom(row: Mapping[str, Any]) -> ActionType:
    """Return a custom action type's record (as CreateCustomActionType takes it) in this form."""
    properties = row.get("configurationProperties", ())
    return ActionType(
        row["category"],
        row["provider"],
        tuple(one["name"] for one in properties if one["required"]),
        tuple(one["name"] for one in properties if not one["required"]),
        frozenset(one["name"] for one in properties if one["secret"]),
        _bounds(row["inputArtifactDetails"]),
        _bounds(row["outputArtifactDetails"]),
        owner="Custom",
        version=row["version"],
    )


def _details(bounds: tuple[int, int]) -> dict[str, int]:
    return {"minimumCount": bounds[0], "maximumCount": bounds[1]}


def _bounds(details: Mapping[str, int]) -> tuple[int, int]:
    return details["minimumCount"], details["maximumCount"]
