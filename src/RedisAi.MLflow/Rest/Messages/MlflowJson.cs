using System.Text.Json.Serialization;

namespace RedisAi.MLflow.Rest.Messages;

/// <summary>What goes to servers and comes from them, in JSON. The code is generated, so it needs no reflection.</summary>
/// <remarks>MLflow writes 64-bit numbers as numbers where protobuf has texts; both are read.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(RunMessage))]
[JsonSerializable(typeof(FilesMessage))]
[JsonSerializable(typeof(VersionMessage))]
[JsonSerializable(typeof(VersionsMessage))]
[JsonSerializable(typeof(DownloadUriMessage))]
[JsonSerializable(typeof(LoggedModelMessage))]
[JsonSerializable(typeof(LoggedModelsMessage))]
[JsonSerializable(typeof(ExperimentMessage))]
[JsonSerializable(typeof(LatestVersionsRequest))]
[JsonSerializable(typeof(SearchLoggedModelsRequest))]
[JsonSerializable(typeof(CreateRunRequest))]
[JsonSerializable(typeof(CreateExperimentRequest))]
[JsonSerializable(typeof(UpdateRunRequest))]
internal sealed partial class MlflowJson : JsonSerializerContext;
