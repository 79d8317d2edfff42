fn main() {
    let engine = huashu::builtin().unwrap();
    for f in std::env::args().skip(1) {
        let mut cases = vec![];
        for l in std::fs::read_to_string(&f).unwrap().lines() {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            cases.push(huashu::evaluate::Case {
                text: v["text"].as_str().unwrap().into(),
                intent: v["intent"].as_str().map(Into::into),
                accept: v["accept"].as_array().map(|a| a.iter().map(|x| x.as_str().unwrap().to_string()).collect()).unwrap_or_default(),
            });
        }
        let r = engine.evaluate(&cases, || ());
        println!("{f}: n={} acc={} f1={} cov={} prec={} false={}/{}", r.business, r.accuracy, r.macro_f1, r.auto_coverage, r.auto_precision, r.false_answers, r.no_answer);
        if std::env::var("V").is_ok() {
            for j in r.judged.iter() { println!("{}\t{}\t{}\t{:.2}\t{:?}\t{}", if j.right {"ok"} else {"--"}, j.expected, j.found, j.confidence, j.decision, j.text); }
        }
    }
}
