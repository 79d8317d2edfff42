//! The index of example questions. The only file that names tantivy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tantivy::directory::RamDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{
    Directory, DocSet, Index, IndexSettings, InvertedIndexReader, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

use crate::analysis::{Analyzer, Clause};
use crate::error::Error;

const FIELD: &str = "terms";

/// The memory tantivy may use while indexing, in bytes; its least is 15 MB.
const WRITER_MEMORY: usize = 32_000_000;

/// A query asks for at most this many terms, the rarest: they decide the
/// order, and the cost of a search grows with the common ones.
const MAX_TERMS: usize = 6;

/// At most this many terms of a long message are looked up.
const MAX_LOOKUPS: usize = 60;

/// tantivy names a segment at random; a bundle has to have the same bytes
/// every time, so the name is replaced by this one.
const SEGMENT: &str = "00000000000000000000000000000001";

/// The files of an index, as a bundle keeps them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IndexFiles(Vec<(String, ByteBuf)>);

/// Finds the example questions most like a message.
pub(crate) struct ExampleIndex {
    field: Field,
    /// `None` if there are no examples.
    segment: Option<Segment>,
}

/// The only segment of an index. Its postings are read directly: tantivy's
/// queries bring everything that a query could be into a page.
struct Segment {
    inverted: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    documents: u64,
}

/// Where one term of a message stands, and what it is worth.
struct Scored {
    postings: SegmentPostings,
    weight: Bm25Weight,
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal("index", error)
}

/// Indexes documents given by their terms; a document's number is its place
/// in the order.
pub(crate) fn build(documents: impl Iterator<Item = Vec<String>>) -> Result<IndexFiles, Error> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
    let field = schema.add_text_field(FIELD, TextOptions::default().set_indexing_options(indexing));
    let settings = IndexSettings {
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    let directory = RamDirectory::create();
    let mut writer = Index::builder()
        .schema(schema.build())
        .settings(settings)
        .single_segment_index_writer(directory.clone(), WRITER_MEMORY)
        .map_err(internal)?;
    for terms in documents {
        let mut document = TantivyDocument::default();
        document.add_pre_tokenized_text(field, pre_tokenized(terms));
        writer.add_document(document).map_err(internal)?;
    }
    let index = writer.finalize().map_err(internal)?;
    files(&index, &directory)
}

fn pre_tokenized(terms: Vec<String>) -> PreTokenizedString {
    let tokens = terms
        .into_iter()
        .enumerate()
        .map(|(position, text)| Token {
            position,
            text,
            ..Token::default()
        })
        .collect();
    PreTokenizedString {
        text: String::new(),
        tokens,
    }
}

fn files(index: &Index, directory: &RamDirectory) -> Result<IndexFiles, Error> {
    let mut out = Vec::new();
    let meta = directory
        .atomic_read(Path::new("meta.json"))
        .map_err(internal)?;
    let mut meta = String::from_utf8(meta).map_err(internal)?;
    for segment in index.searchable_segment_ids().map_err(internal)? {
        meta = replace_segment(&meta, &segment.uuid_string());
    }
    for path in index.load_metas().map_err(internal)?.list_segment_files() {
        if !directory.exists(&path).map_err(internal)? {
            continue;
        }
        let file = directory.open_read(&path).map_err(internal)?;
        let bytes = file.read_bytes().map_err(internal)?.as_slice().to_vec();
        let name = path.to_string_lossy();
        let extension = name.split_once('.').map_or("", |(_, extension)| extension);
        out.push((format!("{SEGMENT}.{extension}"), ByteBuf::from(bytes)));
    }
    out.push(("meta.json".to_owned(), ByteBuf::from(meta.into_bytes())));
    out.sort();
    Ok(IndexFiles(out))
}

/// The meta file writes the name with dashes, file names have none.
fn replace_segment(meta: &str, full: &str) -> String {
    let dashed = |id: &str| {
        let parts = [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]];
        parts.join("-")
    };
    meta.replace(&dashed(full), &dashed(SEGMENT))
        .replace(full, SEGMENT)
}

impl ExampleIndex {
    /// Opens an index from its files.
    pub(crate) fn open(files: &IndexFiles) -> Result<Self, Error> {
        let directory = RamDirectory::create();
        for (name, bytes) in &files.0 {
            directory
                .atomic_write(&PathBuf::from(name), bytes)
                .map_err(internal)?;
        }
        let index = Index::open(directory).map_err(internal)?;
        let field = index.schema().get_field(FIELD).map_err(internal)?;
        let segments = index.searchable_segments().map_err(internal)?;
        let segment = segments.first().map(|segment| -> tantivy::Result<Segment> {
            let reader = SegmentReader::open(segment)?;
            Ok(Segment {
                inverted: reader.inverted_index(field)?,
                lengths: reader.get_fieldnorms_reader(field)?,
                documents: reader.max_doc().into(),
            })
        });
        Ok(Self {
            field,
            segment: segment.transpose().map_err(internal)?,
        })
    }

    /// The numbers of the documents most like the terms by BM25, the best
    /// first; equal ones by their number.
    pub(crate) fn search(&self, terms: &[String], limit: usize) -> Result<Vec<u32>, Error> {
        let Some(segment) = &self.segment else {
            return Ok(Vec::new());
        };
        let mut known = Vec::new();
        for text in terms.iter().take(MAX_LOOKUPS) {
            let term = Term::from_field_text(self.field, text);
            if let Some(info) = segment.inverted.get_term_info(&term).map_err(internal)? {
                known.push((info.doc_freq, text, info));
            }
        }
        known.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut scored = Vec::new();
        for (count, _, info) in known.into_iter().take(MAX_TERMS) {
            let postings = segment
                .inverted
                .read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs);
            scored.push(Scored {
                postings: postings.map_err(internal)?,
                weight: segment.weight(count),
            });
        }
        Ok(segment.best(scored, limit))
    }
}

impl Segment {
    fn weight(&self, documents_with_term: u32) -> Bm25Weight {
        let tokens = self.inverted.total_num_tokens() as f32;
        Bm25Weight::for_one_term_without_explain(
            documents_with_term.into(),
            self.documents,
            tokens / self.documents as f32,
        )
    }

    /// The documents with the largest sums, all postings read side by side.
    fn best(&self, mut terms: Vec<Scored>, limit: usize) -> Vec<u32> {
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(limit + 1);
        loop {
            let documents = terms.iter().map(|term| term.postings.doc());
            let document = documents.min().unwrap_or(TERMINATED);
            if document == TERMINATED {
                return best.into_iter().map(|(_, document)| document).collect();
            }
            let length = self.lengths.fieldnorm_id(document);
            let mut score = 0.0;
            for term in &mut terms {
                if term.postings.doc() == document {
                    score += term.weight.score(length, term.postings.term_freq());
                    term.postings.advance();
                }
            }
            // Documents come in order, so an equal one stands behind.
            let place = best.partition_point(|(other, _)| *other >= score);
            if place < limit {
                best.insert(place, (score, document));
                best.truncate(limit);
            }
        }
    }
}

/// The index terms of a text: words, classes and pairs of characters, so that
/// a typo spoils only the pairs around it.
pub(crate) fn terms(analyzer: &Analyzer, clauses: &[Clause]) -> Vec<String> {
    let mut terms = Vec::new();
    for clause in clauses {
        terms.extend(clause.words.iter().cloned());
        for class in &clause.classes {
            terms.push(format!("<{}>", analyzer.class_names[usize::from(*class)]));
        }
        let chars: Vec<char> = clause.text.chars().collect();
        terms.extend(chars.windows(2).map(|pair| pair.iter().collect()));
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}
