"""Sources, builds, tests, calls of other services, and people."""

from __future__ import annotations

from reconciler.kinds.actions.word import (
    BOOLEAN,
    BUILD_KEYS,
    BUILD_VALUES,
    CLONE,
    MAYBE,
    ONE,
    SOME,
    ActionType,
)

SOURCES = (
    ActionType(
        "Source",
        "CodeCommit",
        required=("RepositoryName", "BranchName"),
        optional=("PollForSourceChanges", "OutputArtifactFormat"),
        values={"PollForSourceChanges": BOOLEAN, **CLONE},
        outputs=ONE,
    ),
    ActionType(
        "Source",
        "S3",
        required=("S3Bucket", "S3ObjectKey"),
        optional=("PollForSourceChanges", "AllowOverrideForS3ObjectKey"),
        values={"PollForSourceChanges": BOOLEAN, "AllowOverrideForS3ObjectKey": BOOLEAN},
        outputs=ONE,
    ),
    ActionType("Source", "ECR", required=("RepositoryName",), optional=("ImageTag",), outputs=ONE),
    ActionType(
        "Source",
        "CodeStarSourceConnection",
        required=("ConnectionArn", "FullRepositoryId", "BranchName"),
        optional=("OutputArtifactFormat", "DetectChanges"),
        values={"DetectChanges": BOOLEAN, **CLONE},
        outputs=ONE,
    ),
    ActionType(
        "Source",
        "GitHub",
        required=("Owner", "Repo", "Branch", "OAuthToken"),
        optional=("PollForSourceChanges",),
        secret=("OAuthToken",),
        values={"PollForSourceChanges": BOOLEAN},
        outputs=ONE,
        owner="ThirdParty",
    ),
)
"""Where revisions come from."""

BUILDS = (
    *(
        ActionType(
            category,
            "CodeBuild",
            required=("ProjectName",),
            optional=BUILD_KEYS,
            values=BUILD_VALUES,
            inputs=(1, 5),
            outputs=SOME,
        )
        for category in ("Build", "Test")
    ),
    ActionType(
        "Build",
        "ECRBuildAndPublish",
        required=("ECRRepositoryName",),
        optional=("DockerFilePath", "ImageTags", "RegistryType"),
        values={"RegistryType": ("private", "public")},
        inputs=ONE,
        v2=True,
    ),
    ActionType(
        "Compute",
        "Commands",
        optional=("EnvironmentType", "ComputeType", "VpcId", "Subnets", "SecurityGroupIds"),
        values={"EnvironmentType": ("LINUX_CONTAINER", "WINDOWS_SERVER_2022_CONTAINER")},
        inputs=(1, 10),
        outputs=MAYBE,
        v2=True,
    ),
    ActionType(
        "Test",
        "DeviceFarm",
        required=("AppType", "ProjectId", "App", "DevicePoolArn", "TestType"),
        optional=(
            "AppiumVersion",
            "Test",
            "FuzzEventCount",
            "FuzzEventThrottle",
            "FuzzRandomizerSeed",
            "RadioBluetoothEnabled",
            "RadioGpsEnabled",
            "RadioNfcEnabled",
            "RadioWifiEnabled",
            "RecordAppPerformanceData",
            "RecordVideo",
            "CustomHostMachineArtifacts",
            "CustomDeviceArtifacts",
            "UnmeteredDevicesOnly",
            "JobTimeoutMinutes",
            "Latitude",
            "Longitude",
        ),
        inputs=ONE,
    ),
)
"""Builds and tests."""

OTHERS = (
    ActionType(
        "Invoke",
        "Lambda",
        required=("FunctionName",),
        optional=("UserParameters",),
        inputs=SOME,
        outputs=SOME,
    ),
    ActionType(
        "Invoke",
        "StepFunctions",
        required=("StateMachineArn",),
        optional=("ExecutionNamePrefix", "InputType", "Input"),
        values={"InputType": ("Literal", "FilePath")},
        inputs=MAYBE,
        outputs=MAYBE,
    ),
    ActionType(
        "Invoke",
        "CodePipeline",
        required=("PipelineName",),
        optional=("SourceRevisions", "Variables"),
        v2=True,
    ),
    ActionType(
        "Invoke",
        "InspectorScan",
        required=("InspectorRunMode",),
        optional=(
            "ECRRepositoryName",
            "ImageTag",
            "CriticalThreshold",
            "HighThreshold",
            "MediumThreshold",
            "LowThreshold",
        ),
        values={"InspectorRunMode": ("SourceCodeScan", "ECRImageScan")},
        inputs=MAYBE,
        outputs=ONE,
        v2=True,
    ),
    ActionType(
        "Approval", "Manual", optional=("NotificationArn", "CustomData", "ExternalEntityLink")
    ),
)
"""Calls of other services, and people."""

PARTNERS = tuple(
    ActionType(category, provider, inputs=inputs, outputs=outputs, owner="ThirdParty", closed=False)
    for category, provider, inputs, outputs in (
        ("Invoke", "Snyk", ONE, ONE),
        ("Test", "BlazeMeter", SOME, SOME),
        ("Test", "GhostInspector", SOME, SOME),
        ("Test", "MF-StormRunner", SOME, SOME),
        ("Test", "Runscope", SOME, SOME),
        ("Build", "CloudBees", SOME, SOME),
        ("Build", "TeamCity", SOME, SOME),
        ("Deploy", "XebiaLabs", SOME, SOME),
    )
)
"""Partners' types, seen by name in lists of action types; their keys are unverified."""
