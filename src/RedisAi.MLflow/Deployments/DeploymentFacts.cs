using System.Diagnostics.CodeAnalysis;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Deployments;

/// <summary>What is noted with a deployed model, and is there still after a restart of an engine with a storage: where it comes from, and what its endpoint has to know.</summary>
/// <param name="ModelUri">The address that was deployed.</param>
/// <param name="Flavor">MLflow's name of the flavour that runs.</param>
/// <param name="Contract">What a scoring endpoint has to know.</param>
internal sealed record DeploymentFacts(string ModelUri, string Flavor, ScoringContract Contract)
{
    private const string ModelUriName = "mlflow.model_uri";
    private const string FlavorName = "mlflow.flavor";
    private const string ModelIdName = "mlflow.model_id";
    private const string ModelVersionName = "mlflow.model_version";
    private const string RunIdName = "mlflow.run_id";
    private const string DigestName = "mlflow.digest";
    private const string UploadedName = "mlflow.uploaded";
    private const string MlflowVersionName = "mlflow.mlflow_version";
    private const string MissingTextsName = "mlflow.missing_texts";
    private const string PredictionsName = "mlflow.predictions";
    private const string InputsName = "mlflow.signature.inputs";
    private const string OutputsName = "mlflow.signature.outputs";
    private const string ParametersName = "mlflow.signature.params";

    /// <summary>The logged model; null where there is none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The number of the registered version; null where there is none.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The run that made it; null where none is known.</summary>
    public string? RunId { get; init; }

    /// <summary>The SHA-256 of the folder's files.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether the files were uploaded; then the address is what they say of themselves.</summary>
    public bool IsUploaded { get; init; }

    public static DeploymentFacts Of(DownloadedModel model, MlflowModelFolder folder) => new(model.Model.Uri.ToString(), folder.Flavor, folder.Contract)
    {
        ModelId = model.Model.ModelId ?? folder.Description.ModelId,
        ModelVersion = model.Model.Version,
        RunId = model.Model.RunId ?? folder.Description.RunId,
        Digest = model.Digest,
        IsUploaded = model.IsUploaded,
    };

    /// <summary>A deployment, as far as facts and what every target tells say what it is.</summary>
    /// <param name="facts">What was noted; null where nothing was.</param>
    /// <param name="name">Its name.</param>
    /// <param name="backend">The backend that runs it.</param>
    /// <param name="device">Where.</param>
    public static MlflowDeployment Describe(DeploymentFacts? facts, string name, string backend, Device device) => new(name, facts?.Flavor ?? BackendFlavors.Of(backend))
    {
        ModelUri = facts?.ModelUri,
        ModelId = facts?.ModelId,
        ModelVersion = facts?.ModelVersion,
        RunId = facts?.RunId,
        Digest = facts?.Digest,
        IsUploaded = facts?.IsUploaded == true,
        Backend = backend,
        Device = device,
    };

    public void WriteTo(IDictionary<string, string> metadata)
    {
        SignatureTexts signature = Contract.Signature?.Texts ?? default;
        Set(ModelUriName, ModelUri);
        Set(FlavorName, Flavor);
        Set(ModelIdName, ModelId);
        Set(ModelVersionName, ModelVersion);
        Set(RunIdName, RunId);
        Set(DigestName, Digest);
        Set(UploadedName, IsUploaded ? bool.TrueString : null);
        Set(MlflowVersionName, Contract.MlflowVersion);
        Set(MissingTextsName, Contract.TakesMissingTexts ? bool.TrueString : null);
        Set(PredictionsName, Contract.Predictions.ToString());
        Set(InputsName, signature.Inputs);
        Set(OutputsName, signature.Outputs);
        Set(ParametersName, signature.Parameters);

        void Set(string name, string? text)
        {
            if (text is not null)
            {
                metadata[name] = text;
            }
        }
    }

    /// <summary>Reads what was noted; false where nothing was, or what is there was not written by this.</summary>
    public static bool TryRead(IReadOnlyDictionary<string, string> metadata, [NotNullWhen(true)] out DeploymentFacts? facts)
    {
        facts = null;
        if (Text(ModelUriName) is not { } uri || Text(FlavorName) is not { } flavor || !Enum.TryParse(Text(PredictionsName), out PredictionForm predictions))
        {
            return false;
        }

        try
        {
            string? inputs = Text(InputsName);
            string? outputs = Text(OutputsName);
            string? parameters = Text(ParametersName);
            MlflowSignature? signature = inputs is null && outputs is null && parameters is null ? null : MlflowSignature.Parse(inputs, outputs, parameters);
            facts = new DeploymentFacts(uri, flavor, new ScoringContract(signature, predictions)
            {
                MlflowVersion = Text(MlflowVersionName),
                TakesMissingTexts = Text(MissingTextsName) is not null,
            })
            {
                ModelId = Text(ModelIdName),
                ModelVersion = Text(ModelVersionName),
                RunId = Text(RunIdName),
                Digest = Text(DigestName),
                IsUploaded = Text(UploadedName) is not null,
            };
            return true;
        }
        catch (FormatException)
        {
            return false;
        }

        string? Text(string name) => metadata.GetValueOrDefault(name);
    }
}
