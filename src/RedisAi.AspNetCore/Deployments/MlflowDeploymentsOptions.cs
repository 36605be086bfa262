namespace RedisAi.MLflow;

/// <summary>Settings of the endpoints that deploy models over HTTP.</summary>
public sealed class MlflowDeploymentsOptions
{
    /// <summary>Gets or sets the bytes that an uploaded model may have, packed and unpacked.</summary>
    /// <value>The default is 8 GiB. It takes the place of the web server's own limit, where that is lower, for uploads alone. Beyond it the answer is 413. Each upload that is under way may take so much of the disk.</value>
    public long MaxUploadBytes { get; set; } = 8L << 30;

    /// <summary>Gets or sets how many files and folders an uploaded model may have.</summary>
    /// <value>The default is 10,000.</value>
    public int MaxUploadEntries { get; set; } = 10_000;

    /// <summary>Gets the folders of this machine in which clients may name models, by <c>/folder/model</c> or <c>file:///folder/model</c>, each with what lies below it. They are full paths.</summary>
    /// <value>
    /// The default is none: clients name models of the servers of <see cref="MlflowClientOptions"/>, and of nothing else. Whoever may deploy could else have any folder read. Where a registered
    /// version leads to a folder of this machine, it must be among these, too, besides <see cref="MlflowClientOptions.AllowLocalFiles"/>.
    /// </value>
    public IList<string> LocalFolders { get; } = [];

    /// <summary>Gets or sets whether clients may name other servers than those of <see cref="MlflowClientOptions"/>, by <c>mlflow-artifacts://host:port/path</c>, or registered versions whose files are there.</summary>
    /// <value>The default is <see langword="false"/>: whoever may deploy could else have this machine ask any other.</value>
    public bool AllowOtherServers { get; set; }

    /// <summary>Gets how <c>/invocations</c> and <c>/explain</c> answer.</summary>
    public MlflowScoringOptions Scoring { get; } = new();
}
